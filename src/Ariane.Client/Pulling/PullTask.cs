using Ariane.Client.Consuming;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Pulling;

/// <summary>One pull: what is asked for and how.</summary>
internal readonly record struct PullTask(string Group, MessageQueue Queue, long Offset, int MaxMessages)
{
    /// <summary>How long the broker may hold the request back when there is nothing; zero answers at once.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What the messages are compared with once more; sent along if <see cref="SendsFilter"/>.</summary>
    public required Subscription Filter { get; init; }

    /// <summary>Without it the broker filters by what the group's heartbeats said.</summary>
    public bool SendsFilter { get; init; }

    /// <summary>The version of the subscription that the broker must know, from a heartbeat.</summary>
    public long SubscriptionVersion { get; init; }

    /// <summary>Commits this offset along the way; null commits nothing.</summary>
    public long? CommitOffset { get; init; }

    /// <summary>Which replica to ask; 0 is the master.</summary>
    public long BrokerId { get; init; }
}
