namespace Ariane.Client.Consuming;

/// <summary>Where a group begins in a queue that it has no offset in.</summary>
/// <remarks>
/// A broker that still holds all of a young queue in memory starts a new clustering group at its first message anyway.
/// </remarks>
public enum ConsumeFrom
{
    /// <summary>With the messages that arrive from now on.</summary>
    LastOffset = 0,

    /// <summary>With the first message that is still stored.</summary>
    FirstOffset = 1,

    /// <summary>With the first message stored at or after <see cref="PushConsumerOptions.ConsumeFromTime"/>.</summary>
    Timestamp = 2,
}
