using Ariane.Protocol.Messages;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Index;

namespace Ariane.Storage.Dispatching;

/// <summary>
/// Puts one record of the log into its queue and the index. The same for new messages and in recovery.
/// </summary>
/// <remarks>
/// One thread at a time, in log order. Source: store/.../store/DefaultMessageStore.java (doDispatch).
/// </remarks>
internal sealed class RecordDispatch(ConsumeQueueTable queues, IndexFiles? index, DelayLevels delayLevels)
{
    private readonly TagsCodes _tagsCodes = new(delayLevels);

    /// <summary>
    /// Returns the queue that the message can be read from now; null for a record that belongs to none.
    /// </summary>
    /// <exception cref="IOException">See <see cref="QueueWriter.Append"/>; the call can be repeated.</exception>
    public ConsumeQueue? Dispatch(in MessageRecord record, out long tagsCode)
    {
        var properties = DispatchedProperties.Read(record.Properties);
        MessageSysFlag transaction = record.SysFlag & MessageSysFlag.TransactionMask;
        long storeTimestamp = record.StoreTimestamp;
        ConsumeQueue? queue = null;
        tagsCode = 0;

        // Half messages and roll-back marks are in no queue.
        if (transaction is MessageSysFlag.None or MessageSysFlag.Commit)
        {
            tagsCode = _tagsCodes.Compute(record.Topic, properties, storeTimestamp);
            queue = Append(record, tagsCode, storeTimestamp);
        }

        if (transaction != MessageSysFlag.Rollback)
        {
            index?.Put(record.Topic, properties.UniqueKey, properties.Keys, record.LogOffset, storeTimestamp);
        }

        return queue;
    }

    private ConsumeQueue? Append(in MessageRecord record, long tagsCode, long storeTimestamp)
    {
        if (queues.Deleted.Covers(record.Topic, record.LogOffset)) return null;

        ConsumeQueue queue = queues.GetOrAdd(record.Topic, record.QueueId);
        if (queues.IsExcluded(queue.Topic)) return null;

        var unit = new QueueUnit(record.LogOffset, record.TotalBytes, tagsCode);
        queues.Append(queue, record.QueueOffset, unit, storeTimestamp);
        return queue;
    }
}
