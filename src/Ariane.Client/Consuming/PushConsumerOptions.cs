using Ariane.Client.Messages;
using Ariane.Client.Rebalancing;

namespace Ariane.Client.Consuming;

/// <summary>
/// What a push consumer gets and how. Defaults are upstream's: client/.../consumer/DefaultMQPushConsumer.java.
/// </summary>
public sealed record PushConsumerOptions
{
    /// <summary>The name of the consumer group. All its members must subscribe to the same.</summary>
    public required string Group { get; init; }

    /// <summary>What to receive; at least one, each of another topic.</summary>
    public required IReadOnlyList<Subscription> Subscriptions { get; init; }

    /// <summary>How the members of the group share messages.</summary>
    public ConsumeMode Mode { get; init; }

    /// <summary>Where to begin in a queue that the group has no offset in.</summary>
    public ConsumeFrom ConsumeFrom { get; init; }

    /// <summary>
    /// The time for <see cref="Consuming.ConsumeFrom.Timestamp"/>; null takes half an hour before the start.
    /// </summary>
    public DateTimeOffset? ConsumeFromTime { get; init; }

    /// <summary>How many handlers run at the same time.</summary>
    public int Concurrency { get; init; } = 20;

    /// <summary>The most messages that one call of a batch handler gets.</summary>
    public int BatchSize { get; init; } = 1;

    /// <summary>How often a message comes again before it goes to the dead-letter topic.</summary>
    public int MaxReconsumeTimes { get; init; } = 16;

    /// <summary>Messages fetched from one queue and not handled yet; with more, fetching pauses.</summary>
    public int MaxBufferedMessages { get; init; } = 1000;

    /// <summary>Body bytes fetched from one queue and not handled yet; with more, fetching pauses.</summary>
    public long MaxBufferedBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How far a queue may run ahead of its oldest message that is not handled yet.</summary>
    public int MaxOffsetSpan { get; init; } = 2000;

    /// <summary>The most messages of one fetch; brokers have limits of their own.</summary>
    public int FetchSize { get; init; } = 32;

    /// <summary>How long a broker may hold back a fetch that finds nothing.</summary>
    public TimeSpan FetchWait { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after a failure a fetch is repeated.</summary>
    public TimeSpan FetchRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long after a failure that could not be given back to the broker the handler is called again.
    /// </summary>
    public TimeSpan LocalRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often queues are shared out among the members again, apart from when members change.</summary>
    public TimeSpan RebalanceInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often offsets are committed.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long stopping waits for handlers that are running.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How queues are shared out. All members of a group must use the same way.</summary>
    public IQueueAllocation Allocation { get; init; } = QueueAllocations.Average;

    /// <summary>
    /// The folder of the offsets of broadcasting consumers; null takes <c>.rocketmq_offsets</c> in the home folder.
    /// </summary>
    public string? LocalOffsetFolder { get; init; }

    internal void Validate()
    {
        NameRules.RequireGroup(Group, nameof(Group));
        if (Subscriptions.Count == 0) throw new ArgumentException("There is no subscription. Give at least one.");
        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (Subscription subscription in Subscriptions)
        {
            if (topics.Add(subscription.Topic)) continue;
            throw new ArgumentException(
                $"There are several subscriptions to '{subscription.Topic}'. Join them with ||.");
        }

        Require(Concurrency, 1, 1000, nameof(Concurrency));
        Require(BatchSize, 1, 1024, nameof(BatchSize));
        Require(MaxReconsumeTimes, 0, int.MaxValue, nameof(MaxReconsumeTimes));
        Require(MaxBufferedMessages, 1, 65_535, nameof(MaxBufferedMessages));
        Require(MaxOffsetSpan, 1, 65_535, nameof(MaxOffsetSpan));
        Require(FetchSize, 1, 1024, nameof(FetchSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBufferedBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FetchWait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FetchRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(LocalRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RebalanceInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CommitInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(StopTimeout, TimeSpan.Zero);
    }

    private static void Require(int value, int least, int most, string name)
    {
        if (value >= least && value <= most) return;
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be from {least} to {most}.");
    }
}
