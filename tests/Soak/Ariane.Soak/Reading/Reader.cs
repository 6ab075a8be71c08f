using Ariane.Client.Consuming;
using Ariane.Soak.Disturbing;
using Ariane.Soak.Load;

namespace Ariane.Soak.Reading;

/// <summary>
/// Somebody who must get every message of its subscriptions: a group that shares them, one member of a broadcast, or a
/// loop that pulls. The counts are safe for concurrent use.
/// </summary>
/// <param name="Index">The number of its bit in the ledger.</param>
internal sealed record Reader(int Index, string Name, params Subscription[] Subscriptions)
{
    private long _received;
    private long _duplicates;

    public ConsumeMode Mode { get; init; }

    /// <summary>The consumer group; several readers share one when it broadcasts.</summary>
    public string Group { get; init; } = Name;

    /// <summary>1 keeps the order of each queue up to the handler.</summary>
    public int Concurrency { get; init; } = 20;

    public int LeastMembers { get; init; } = 1;

    public int MostMembers { get; init; } = 1;

    /// <summary>When members come and go.</summary>
    public required Window Churn { get; init; }

    public bool IsOrdered => Concurrency == 1;

    public long Received => Volatile.Read(ref _received);

    public long Duplicates => Volatile.Read(ref _duplicates);

    public bool Wants(int number)
    {
        foreach (Subscription subscription in Subscriptions)
        {
            if (subscription.Topic != Traffic.TopicOf(number)) continue;
            return subscription.Tags.Count == 0 || subscription.Tags.Contains(Traffic.TagOf(number));
        }

        return false;
    }

    public void CountReceived() => Interlocked.Increment(ref _received);

    public void CountDuplicate() => Interlocked.Increment(ref _duplicates);
}
