using Ariane.Protocol.Bodies;

namespace Ariane.Client.Groups;

/// <summary>A consumer as the rest of its client sees it. Called from any thread.</summary>
internal interface IConsumerGroup
{
    string Group { get; }

    /// <summary>What heartbeats say about it.</summary>
    ConsumerData Describe();

    /// <summary>The members of the group changed, or may have.</summary>
    void MembersChanged();
}
