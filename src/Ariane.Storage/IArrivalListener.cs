namespace Ariane.Storage;

/// <summary>
/// Hears of messages that became readable. Called in log order by the dispatching thread; must not block.
/// </summary>
public interface IArrivalListener
{
    void OnArrival(in Arrival arrival);

    /// <summary>The dispatcher has caught up for now: the moment to act on what arrived.</summary>
    void OnBatchEnd();
}

/// <summary>One message that became readable; the spans are borrowed for the call.</summary>
public readonly ref struct Arrival(
    string topic, int queueId, long maxOffset, long tagsCode, long storeTimestamp, ReadOnlySpan<byte> properties)
{
    public string Topic { get; } = topic;

    public int QueueId { get; } = queueId;

    /// <summary>The queue's new maximum: the message's offset plus one.</summary>
    public long MaxOffset { get; } = maxOffset;

    public long TagsCode { get; } = tagsCode;

    public long StoreTimestamp { get; } = storeTimestamp;

    public ReadOnlySpan<byte> Properties { get; } = properties;
}
