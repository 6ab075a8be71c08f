using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.Index;

namespace Ariane.Storage.Reading;

/// <summary>Finds messages by key. Safe for concurrent use.</summary>
/// <remarks>Source: store/.../store/DefaultMessageStore.java (queryMessage).</remarks>
internal sealed class KeyQuery(CommitLog log, IndexFiles? index, StoreOptions options)
{
    /// <inheritdoc cref="MessageStore.QueryByKey"/>
    public KeyQueryResult QueryByKey(
        string topic, string key, int maxCount, long beginTimestamp, long endTimestamp, ReadResult result)
    {
        if (index is null || maxCount <= 0) return default;

        long[] found = new long[Math.Min(maxCount, options.MaxQueryCount)];
        KeyQueryResult reach = index.Query(topic, key, beginTimestamp, endTimestamp, found, out int count);
        Span<long> logOffsets = found.AsSpan(0, count);
        logOffsets.Sort();

        // A message whose keys have one hash is found once for each.
        long previous = -1;
        foreach (long logOffset in logOffsets)
        {
            if (logOffset != previous && TryRead(logOffset, out LogSlice record)) result.Add(record);
            previous = logOffset;
        }

        if (result.RecordCount > 0) result.Complete(ReadStatus.Found, 0);
        else result.Complete(ReadStatus.NoMatchedMessage, 0);
        return reach;
    }

    private bool TryRead(long logOffset, out LogSlice slice)
    {
        if (!log.TryReadRecord(logOffset, out slice)) return false;
        if (MessageRecord.TryRead(slice.Span, out MessageRecord record) == RecordStatus.Message
            && record.HasValidBody()) return true;
        slice.Dispose();
        return false;
    }
}
