using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;

namespace Ariane.Storage.Reading;

/// <summary>Finds queue offsets by the time messages were stored. Safe for concurrent use.</summary>
/// <remarks>
/// Relies on store times that never decrease along a queue. What upstream answers, from its search in the segment that
/// it picks first, comes out of one search over the whole queue.
/// Source: store/.../store/ConsumeQueue.java (getOffsetInQueueByTime).
/// </remarks>
internal sealed class TimeSearch(CommitLog log, ConsumeQueueTable queues)
{
    /// <inheritdoc cref="MessageStore.FindOffsetByTime"/>
    public long FindOffsetByTime(string topic, int queueId, long timestamp, bool upper)
    {
        if (!queues.TryGet(topic, queueId, out ConsumeQueue? queue)) return 0;

        long min = queue.MinOffset;
        long max = queue.MaxOffset;
        if (!upper) return FindFirst(queue, min, max, timestamp, orEqual: true);

        // The last one at or before the time stands just before the first one behind it.
        return Math.Max(min, FindFirst(queue, min, max, timestamp, orEqual: false) - 1);
    }

    /// <summary>
    /// First of [low, high) that was stored behind a time, or at it with <paramref name="orEqual"/>; else high.
    /// </summary>
    private long FindFirst(ConsumeQueue queue, long low, long high, long timestamp, bool orEqual)
    {
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            bool isBehind = TryReadTimestamp(queue, middle, out long stored)
                && (stored > timestamp || (orEqual && stored == timestamp));
            if (isBehind) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>False for messages that are no longer stored: they are older than any.</summary>
    private bool TryReadTimestamp(ConsumeQueue queue, long offset, out long timestamp)
    {
        timestamp = -1;
        return queue.TryReadUnit(offset, out QueueUnit unit)
            && LogRecords.TryReadStoreTimestamp(log, unit, out timestamp);
    }
}
