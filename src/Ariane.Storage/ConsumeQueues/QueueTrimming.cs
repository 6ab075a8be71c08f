namespace Ariane.Storage.ConsumeQueues;

/// <summary>Takes units off either end of a queue: behind a truncated log, and before an expired one.</summary>
/// <remarks>Source: store/.../store/ConsumeQueue.java (truncateDirtyLogicFiles, correctMinOffset).</remarks>
internal sealed class QueueTrimming(QueueSegments segments, QueueWriter writer)
{
    /// <summary>
    /// Forgets units of records that begin at or behind a log offset. Recovery only: nobody reads meanwhile.
    /// </summary>
    /// <remarks>
    /// The offset counter survives even when no unit does, as long as the segment it was in does: messages must not get
    /// offsets that others had.
    /// </remarks>
    public void TruncateAfter(ConsumeQueue queue, long logOffset)
    {
        lock (writer.Gate)
        {
            if (queue.LastLogOffset < logOffset) return;

            long end = queue.FindFirstAtOrBehind(logOffset);
            long last = segments.SegmentOf(queue.MaxOffset - 1);
            long keep = Math.Max(queue.FirstSegment, segments.SegmentOf(Math.Max(end - 1, 0)));
            segments.DeleteBehind(queue, keep, last);
            if (segments.SegmentOf(end) == keep) segments.ClearFrom(queue, end);
            queue.SetRange(queue.MinOffset, end);
            queue.FindEnds();
        }
    }

    /// <summary>Raises the minimum offset to the first message at or behind a log offset. Any thread.</summary>
    public void CorrectMin(ConsumeQueue queue, long minLogOffset)
    {
        long min = queue.MinOffset;
        lock (writer.Gate)
        {
            if (min == queue.MaxOffset || queue.FirstLogOffset >= minLogOffset) return;
        }

        // Outside the gate, since it reads files. Only this method and an anew beginning queue change the minimum.
        long corrected = queue.LastLogOffset < minLogOffset ? queue.MaxOffset : queue.FindFirstAtOrBehind(minLogOffset);
        long first = queue.TryReadUnit(corrected, out QueueUnit unit) ? unit.LogOffset : -1;
        lock (writer.Gate)
        {
            bool isStill = queue.MinOffset == min && corrected >= min && corrected <= queue.MaxOffset;
            if (isStill) queue.RaiseMin(corrected, first);
        }
    }

    /// <summary>
    /// Deletes the segments that have no unit of a message at or behind a log offset;
    /// the last one always stays. Any thread.
    /// </summary>
    public void DeleteExpired(ConsumeQueue queue, long minLogOffset)
    {
        CorrectMin(queue, minLogOffset);
        long first;
        long min;
        lock (writer.Gate)
        {
            (first, min) = (queue.FirstSegment, queue.MinOffset);
            if (first >= Live(queue, min)) return;
        }

        // Outside the gate, as above. The minimum may be further on than what is still needed.
        long needed = queue.FindFirstAtOrBehind(minLogOffset, first / QueueUnit.EncodedBytes, min);
        lock (writer.Gate)
        {
            long live = Live(queue, Math.Min(needed, queue.MinOffset));
            for (; queue.FirstSegment < live; queue.FirstSegment += segments.SegmentBytes)
            {
                segments.Delete(queue, queue.FirstSegment);
            }
        }
    }

    /// <summary>The segment of a queue offset, or the last one if that is before it. Under the writer's gate.</summary>
    private long Live(ConsumeQueue queue, long offset) => queue.WrittenOffset == 0
        ? 0
        : Math.Min(segments.SegmentOf(queue.WrittenOffset - 1), segments.SegmentOf(offset));
}
