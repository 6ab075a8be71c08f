using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Reading;

/// <summary>One pass over units of a queue that collects the messages a reader gets.</summary>
internal ref struct QueueScan(
    CommitLog log,
    ConsumeQueue queue,
    StoreOptions options,
    long hotBytes,
    IMessageFilter? filter,
    ReadResult result,
    ILogger logger)
{
    private const int UnitsPerStep = 32;

    private readonly long _appendedOffset = log.AppendedOffset;
    private long _storedFrom; // Units of records before are skipped: their segment of the log is gone.

    public required int MaxCount { get; init; }

    public required int MaxBytes { get; init; }

    /// <summary>What was found so far.</summary>
    public ReadStatus Status { get; private set; } = ReadStatus.NoMatchedMessage;

    /// <summary>Behind the last unit that was looked at.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Some unit could be read.</summary>
    public bool HasUnits { get; private set; }

    /// <summary>
    /// Looks at the units from <paramref name="offset"/> up to <paramref name="end"/>, or until the result is full.
    /// </summary>
    public void Run(long offset, long end)
    {
        Span<QueueUnit> units = stackalloc QueueUnit[UnitsPerStep];
        NextOffset = offset;
        while (offset < end)
        {
            int count = queue.ReadUnits(offset, units[..(int)Math.Min(UnitsPerStep, end - offset)]);
            if (count == 0) return;

            HasUnits = true;
            for (int i = 0; i < count; i++)
            {
                if (!TryTake(units[i], offset + i)) return;
            }

            offset += count;
        }
    }

    /// <summary>False when the result is full and the unit was not looked at.</summary>
    private bool TryTake(in QueueUnit unit, long offset)
    {
        bool isHot = _appendedOffset - unit.LogOffset <= hotBytes;
        if (IsFull(unit.Bytes, isHot)) return false;

        NextOffset = offset + 1;
        result.SuggestSlave = !isHot;
        if (unit.LogOffset < _storedFrom) return true;
        if (filter is not null && !unit.HasUnknownTags && !filter.MatchesQueueEntry(unit.TagsCode))
        {
            Miss(ReadStatus.NoMatchedMessage);
            return true;
        }

        switch (LogRecords.TryRead(log, unit, out LogSlice slice, out MessageRecord record))
        {
            case RecordLookup.Found when filter is not null && !Matches(filter, unit, record):
                slice.Dispose();
                Miss(ReadStatus.NoMatchedMessage);
                break;
            case RecordLookup.Found when IsOfPlace(record, offset) && record.HasValidBody():   // of what is served only
                result.Add(slice);
                Status = ReadStatus.Found;
                break;
            case RecordLookup.NotStored:
                _storedFrom = log.SegmentEnd(unit.LogOffset);
                Miss(ReadStatus.MessageWasRemoving);
                break;
            default:
                slice.Dispose();
                ReadEvents.Corrupt(logger, offset, queue.Topic, queue.QueueId, unit.LogOffset);
                Miss(ReadStatus.MessageWasRemoving);
                break;
        }

        return true;
    }

    /// <summary>The first message always fits, so that a large one does not block its queue.</summary>
    private readonly bool IsFull(int bytes, bool isHot)
    {
        if (result.RecordCount == 0) return false;

        int maxCount = isHot ? options.MaxTransferCountInMemory : options.MaxTransferCountOnDisk;
        int maxBytes = isHot ? options.MaxTransferBytesInMemory : options.MaxTransferBytesOnDisk;
        return result.Count >= Math.Min(MaxCount, maxCount)
            || (long)result.Bytes + bytes > Math.Min(MaxBytes, maxBytes);
    }

    /// <summary>
    /// A record knows its own place; those that light queues share have that of the queue they were sent to.
    /// </summary>
    private readonly bool IsOfPlace(in MessageRecord record, long offset) => record.QueueOffset == offset
        || queue.Topic.StartsWith(ResourceNames.LightQueuePrefix, StringComparison.Ordinal);

    /// <summary>A unit without known tags code is judged on the tag in the record.</summary>
    private static bool Matches(IMessageFilter filter, in QueueUnit unit, in MessageRecord record) =>
        (!unit.HasUnknownTags
            || filter.MatchesQueueEntry(TagsCodes.Compute(DispatchedProperties.Read(record.Properties).Tags)))
        && filter.MatchesProperties(record.Properties);

    private void Miss(ReadStatus status)
    {
        if (result.RecordCount == 0) Status = status;
    }
}
