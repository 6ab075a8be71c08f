namespace Ariane.Storage.ConsumeQueues;

/// <summary>A record carries a queue offset behind the end of its queue: units between are missing.</summary>
internal sealed class QueueGapException(ConsumeQueue queue, long queueOffset, long logOffset) : IOException(
    $"Queue {queue.Topic}-{queue.QueueId} ends at {queue.MaxOffset}, but the record at log offset {logOffset} says it "
    + $"is message {queueOffset} of it. The queue has lost units; stop the store, delete its directory consumequeue, "
    + "create the file abort beside it and start again: the queues are then made anew from the log.")
{
    public string Topic { get; } = queue.Topic;
}
