namespace Ariane.Broker.Topics;

/// <summary>Makes topics known outside the broker. Called from any thread.</summary>
internal interface ITopicAnnouncer
{
    /// <summary>Ends when all changes so far are announced, or failed to be, or took too long. Never throws.</summary>
    Task WhenAnnouncedAsync();
}
