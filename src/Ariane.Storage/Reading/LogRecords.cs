using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;

namespace Ariane.Storage.Reading;

/// <summary>Takes records out of the log by what a queue unit says, and trusts neither.</summary>
internal static class LogRecords
{
    /// <summary>
    /// Leases the record of a unit; false when it is gone, or when what lies there is not that record.
    /// </summary>
    public static RecordLookup TryRead(CommitLog log, in QueueUnit unit, out LogSlice slice, out MessageRecord record)
    {
        record = default;
        if (!log.TryRead(unit.LogOffset, unit.Bytes, out slice)) return RecordLookup.NotStored;
        if (MessageRecord.TryRead(slice.Span, out record) == RecordStatus.Message
            && record.TotalBytes == unit.Bytes
            && record.LogOffset == unit.LogOffset)
        {
            return RecordLookup.Found;
        }

        slice.Dispose();
        slice = default;
        return RecordLookup.Corrupt;
    }

    /// <summary>When the message of a unit was stored, in Unix milliseconds; false when that cannot be told.</summary>
    public static bool TryReadStoreTimestamp(CommitLog log, in QueueUnit unit, out long timestamp)
    {
        timestamp = -1;
        if (TryRead(log, unit, out LogSlice slice, out MessageRecord record) != RecordLookup.Found) return false;
        timestamp = record.StoreTimestamp;
        slice.Dispose();
        return true;
    }
}

/// <summary>What became of a lookup in the log.</summary>
internal enum RecordLookup
{
    Found,

    /// <summary>Deleted by retention.</summary>
    NotStored,

    /// <summary>Something else lies where the queue says that the record is.</summary>
    Corrupt,
}
