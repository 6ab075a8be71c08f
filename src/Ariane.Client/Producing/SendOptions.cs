using Ariane.Client.Messages;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Producing;

/// <summary>
/// Picks the queue for a message out of all queues of its topic, which always come in the same order.
/// </summary>
/// <param name="message">The message; of a batch, the first one.</param>
/// <param name="queues">At least one queue, by broker name, then number.</param>
public delegate MessageQueue QueueSelector(Message message, IReadOnlyList<MessageQueue> queues);

/// <summary>Where a send goes; at most one of the members is given. Reusable.</summary>
public sealed record SendOptions
{
    /// <summary>The queue itself.</summary>
    public MessageQueue? Queue { get; init; }

    /// <summary>Messages with the same key go to the same queue, also those that Java clients send by it.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Picks the queue.</summary>
    public QueueSelector? Selector { get; init; }

    /// <summary>The time this send may take in all; null takes the producer's.</summary>
    public TimeSpan? Timeout { get; init; }

    internal bool ChoosesQueue => Queue is not null || OrderingKey is not null || Selector is not null;

    internal static SendOptions Default { get; } = new();

    internal void Validate()
    {
        int given = (Queue is null ? 0 : 1) + (OrderingKey is null ? 0 : 1) + (Selector is null ? 0 : 1);
        if (given > 1)
        {
            throw new ArgumentException("Give either a queue, an ordering key or a selector, not several of them.");
        }

        if (Timeout is not { } timeout) return;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero, nameof(Timeout));
    }
}
