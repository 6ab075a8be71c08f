using System.Collections.Concurrent;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>
/// Finds out at start where a queue begins and ends on disk. Different queues may be loaded in parallel.
/// </summary>
/// <remarks>
/// Units are dense, so the first that is not written is the end. After a clean stop it is found by binary search in the
/// last segment; after a crash, when pages may have reached the disk in any order, every unit of the last three
/// segments is looked at, and whatever lies behind the end is cleared, so that nothing there is ever taken for a unit.
/// Source: store/.../store/ConsumeQueue.java (recover).
/// </remarks>
internal sealed class QueueLoader(QueueSegments segments, IStoreFiles files, bool afterCrash, ILogger logger)
{
    private const int UnitsPerBlock = 204; // A page holds that many.
    private const int SegmentsToScan = 3;

    /// <summary>
    /// Queues that have a file which was cut off: they count as empty, and their files are to be deleted.
    /// </summary>
    public ConcurrentBag<ConsumeQueue> CutOff { get; } = [];

    /// <summary>Queues that may have ended further on.</summary>
    public ConcurrentBag<DoubtfulEnd> DoubtfulEnds { get; } = [];

    /// <summary>Sets a new queue's range from its files, if it has any.</summary>
    /// <exception cref="StoreException">The files were written with another segment size.</exception>
    public void Load(ConsumeQueue queue)
    {
        List<long> bases = ListSegments(queue);
        if (bases.Count == 0) return;

        (int last, long units) = afterCrash ? Scan(queue, bases) : Find(queue, bases);
        segments.DeleteBehind(queue, bases[last], bases[^1]);

        queue.IsLoaded = true;
        queue.FirstSegment = bases[0];
        queue.SetRange(bases[0] / QueueUnit.EncodedBytes, (bases[last] / QueueUnit.EncodedBytes) + units);
        queue.FindEnds();
    }

    /// <summary>The bases of the queue's segments, without a gap, in order.</summary>
    private List<long> ListSegments(ConsumeQueue queue)
    {
        string directory = segments.DirectoryOf(queue.Topic, queue.QueueId);
        IReadOnlyList<StoreEntry> entries = files.List(directory);
        var bases = new List<long>(entries.Count);
        foreach (StoreEntry entry in entries)
        {
            string path = Path.Combine(directory, entry.Name);
            if (entry.IsDirectory || !SegmentName.TryParse(entry.Name, out long segment))
            {
                QueueLog.ForeignFile(logger, path);
            }
            else if (entry.Bytes == 0)
            {
                files.DeleteFile(path); // Created, but the crash came before it got its size; or it was emptied.
            }
            else
            {
                if (afterCrash && entry.Bytes < segments.SegmentBytes && segment % segments.SegmentBytes == 0)
                {
                    // Only damage leaves a part of a file; a clean stop leaves that to a changed setting.
                    QueueLog.CutOff(logger, path, entry.Bytes);
                    CutOff.Add(queue);
                    return [];
                }

                CheckSize(path, segment, entry.Bytes);
                if (bases.Count > 0 && segment != bases[^1] + segments.SegmentBytes)
                {
                    QueueLog.MissingSegment(logger, path);
                    bases.Clear();
                }

                bases.Add(segment);
            }
        }

        return bases;
    }

    private void CheckSize(string path, long segment, long bytes)
    {
        if (bytes == segments.SegmentBytes && segment % segments.SegmentBytes == 0) return;
        throw new StoreException(
            $"{path} has {bytes} bytes and begins at {segment}, which does not fit segments of {segments.SegmentBytes} "
            + "bytes. Set mappedFileSizeConsumeQueue to the size the store was written with, or delete the directory "
            + "consumequeue and create the file abort beside it to have the queues made anew from the log.");
    }

    /// <summary>The last segment with a unit, and how many it has; relies on a clean stop.</summary>
    private (int Index, long Units) Find(ConsumeQueue queue, List<long> bases)
    {
        for (int i = bases.Count - 1; ; i--)
        {
            long units = CountByBinarySearch(queue, bases[i] / QueueUnit.EncodedBytes);
            if (units > 0 || i == 0) return (i, units);
        }
    }

    private long CountByBinarySearch(ConsumeQueue queue, long first)
    {
        Span<QueueUnit> block = stackalloc QueueUnit[UnitsPerBlock];
        long count = CountWritten(queue, first, block);
        if (count < UnitsPerBlock) return count;

        // Invariant: block low begins with a written unit, block high does not.
        long low = 0;
        long high = (segments.UnitsPerSegment + UnitsPerBlock - 1) / UnitsPerBlock;
        while (high - low > 1)
        {
            long middle = (low + high) / 2;
            if (CountWritten(queue, first + (middle * UnitsPerBlock), block[..1]) == 1) low = middle;
            else high = middle;
        }

        return (low * UnitsPerBlock) + CountWritten(queue, first + (low * UnitsPerBlock), block);
    }

    private int CountWritten(ConsumeQueue queue, long offset, Span<QueueUnit> block)
    {
        int read = segments.Read(queue, offset, block);
        int count = 0;
        while (count < read && block[count].IsWritten) count++;
        return count;
    }

    /// <summary>
    /// The segment that ends the queue, and how many units it has; believes nothing that was not looked at.
    /// </summary>
    private (int Index, long Units) Scan(ConsumeQueue queue, List<long> bases)
    {
        long endLogOffset = 0;
        for (int i = Math.Max(0, bases.Count - SegmentsToScan); ; i++)
        {
            long first = bases[i] / QueueUnit.EncodedBytes;
            long units = CountByScan(queue, first, ref endLogOffset);
            if (units == segments.UnitsPerSegment && i < bases.Count - 1) continue;
            NoteDoubt(queue, first + units);
            if (units < segments.UnitsPerSegment) segments.ClearFrom(queue, first + units);
            return (i, units);
        }
    }

    /// <summary>
    /// Behind the end a crash leaves nothing, or units that had not reached the disk in whole;
    /// damage leaves units that had.
    /// </summary>
    private void NoteDoubt(ConsumeQueue queue, long end)
    {
        // The file that should come next may be gone, and nothing tells of it.
        if (end % segments.UnitsPerSegment == 0) DoubtfulEnds.Add(new DoubtfulEnd(queue, -1));

        Span<QueueUnit> behind = stackalloc QueueUnit[UnitsPerBlock];
        int read = segments.Read(queue, end, behind);
        long first = long.MaxValue;
        for (int i = 0; i < read; i++)
        {
            // One behind a blank may have lost the half of it that was in a sector before.
            bool isWhole = behind[i].IsWritten && (i == 0 || behind[i - 1].IsWritten);
            if (isWhole) first = Math.Min(first, behind[i].LogOffset);
        }

        if (first < long.MaxValue) DoubtfulEnds.Add(new DoubtfulEnd(queue, first));
    }

    private long CountByScan(ConsumeQueue queue, long first, ref long endLogOffset)
    {
        Span<QueueUnit> block = stackalloc QueueUnit[UnitsPerBlock];
        for (long count = 0; ;)
        {
            int read = count == segments.UnitsPerSegment ? 0 : segments.Read(queue, first + count, block);
            if (read == 0) return count;
            foreach (QueueUnit unit in block[..read])
            {
                if (!unit.IsWritten) return count;
                if (!unit.IsPreBlank)
                {
                    if (unit.LogOffset < endLogOffset) return count; // Torn: records do not overlap.
                    endLogOffset = unit.EndOffset;
                }

                count++;
            }
        }
    }
}
