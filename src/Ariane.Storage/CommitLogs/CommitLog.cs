using System.Buffers;
using Ariane.Protocol.Messages;
using Ariane.Storage.Availability;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.CommitLogs;

/// <summary>All messages of a store, one after the other, in segments. One writer at a time, many readers.</summary>
/// <remarks>
/// Positions only grow, durable ≤ appended. A record becomes visible by the write of <see cref="AppendedOffset"/>, the
/// last step of an append: readers below it need no lock, only a lease. Layout: docs/storage/layout.md.
/// </remarks>
internal sealed class CommitLog
{
    private const long LongestBusyMilliseconds = 10_000_000;   // upstream: more is a clock that jumped, not a busy disk

    private readonly SegmentTable _segments;
    private readonly SegmentSupply _supply;
    private readonly StoreAvailability _availability;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private LogSegment? _tail;          // Guarded by AppendLock.
    private bool _outOfSpace;           // Guarded by AppendLock.
    private long _appendedOffset;
    private long _appendedTimestamp;    // these two are written after _appendedOffset, under AppendLock
    private long _appendedRecord;
    private long _durableOffset;
    private long _durableTimestamp;
    private long _durableRecord;
    private long _busySince;            // Unix milliseconds; 0 while nobody appends

    /// <summary>Goes on at <paramref name="end"/>, which recovery found in the last of the segments.</summary>
    /// <remarks><paramref name="lastRecord"/> is where the record before the end begins; 0 if that is not known.</remarks>
    public CommitLog(
        StoreOptions options,
        SegmentTable segments,
        SegmentSupply supply,
        LogPosition end,
        long lastRecord,
        StoreAvailability availability,
        TimeProvider time,
        ILogger<CommitLog> logger)
    {
        _options = options;
        _segments = segments;
        _supply = supply;
        _availability = availability;
        _time = time;
        _logger = logger;
        _tail = segments.Last;
        _appendedOffset = _durableOffset = end.Offset;
        _appendedTimestamp = _durableTimestamp = end.Timestamp;
        _appendedRecord = _durableRecord = lastRecord;
    }

    /// <summary>Guards the end of the log and every <see cref="IQueueCounter"/>.</summary>
    public Lock AppendLock { get; } = new();

    public SegmentTable Segments => _segments;

    /// <summary>First offset that is still stored.</summary>
    public long MinOffset => _segments.First is { } first ? first.BaseOffset : AppendedOffset;

    public long AppendedOffset => Volatile.Read(ref _appendedOffset);

    public long DurableOffset => Volatile.Read(ref _durableOffset);

    /// <summary>Store time of a record at or before <see cref="DurableOffset"/>, the latest that is known.</summary>
    public long DurableTimestamp => Volatile.Read(ref _durableTimestamp);

    /// <summary>Where a record begins that is on disk, the last one that is known; 0 for none.</summary>
    public long DurableRecordOffset => Volatile.Read(ref _durableRecord);

    /// <summary>Durable under sync flush, appended otherwise: nothing behind it is shown to anybody.</summary>
    public long ConfirmedOffset => _options.SyncFlush ? DurableOffset : AppendedOffset;

    /// <summary>Some append has held the log longer than osPageCacheBusyTimeOutMills.</summary>
    public bool IsBusy
    {
        get
        {
            long since = Volatile.Read(ref _busySince);
            if (since == 0) return false;

            long held = _time.GetUtcNow().ToUnixTimeMilliseconds() - since;
            return held > _options.PageCacheBusyTimeout.TotalMilliseconds && held < LongestBusyMilliseconds;
        }
    }

    /// <summary>Appends one record; what it is about is checked by the caller, what the log can hold is checked here.</summary>
    /// <returns>False when the queue was deleted meanwhile: look it up again.</returns>
    public bool TryAppend(IQueueCounter queue, in MessageToEncode message, out AppendResult result)
    {
        int bytes = message.EncodedBytes;
        AppendStatus status = Check(message, bytes);
        if (status != AppendStatus.Appended)
        {
            result = new AppendResult(status);
            return true;
        }

        lock (AppendLock)
        {
            if (queue.IsDeleted)
            {
                result = default;
                return false;
            }

            result = Append(queue, message, bytes);
            return true;
        }
    }

    /// <summary>Appends records that lie encoded in <paramref name="batch"/>: all of them side by side, or none.</summary>
    /// <returns>False when the queue was deleted meanwhile: look it up again.</returns>
    public bool TryAppendBatch(
        IQueueCounter queue, in EncodedBatch batch, Span<long> logOffsets, out AppendResult result)
    {
        if (batch.Bytes > _options.CommitLogSegmentBytes - LogFormat.BlankBytes)
        {
            result = new AppendResult(AppendStatus.MessageTooLarge);
            return true;
        }

        lock (AppendLock)
        {
            if (queue.IsDeleted)
            {
                result = default;
                return false;
            }

            result = AppendBatch(queue, batch, logOffsets);
            return true;
        }
    }

    /// <summary>Takes a lease on bytes below <see cref="AppendedOffset"/>, all in one segment; false if they are not stored.</summary>
    public bool TryRead(long logOffset, int bytes, out LogSlice slice)
    {
        slice = default;
        if (bytes <= 0 || logOffset < 0 || logOffset > AppendedOffset - bytes) return false;
        if (_segments.Lease(logOffset) is not { } segment) return false;

        int position = (int)(logOffset - segment.BaseOffset);
        if (bytes > segment.CapacityBytes - position)
        {
            segment.Return();
            return false;
        }

        slice = new LogSlice(segment, position, bytes);
        return true;
    }

    /// <summary>As <see cref="TryRead"/> for the record that begins at an offset; false if no message record begins there.</summary>
    /// <remarks>A record names its own offset, so an offset into the middle of one is refused whatever lies there.</remarks>
    public bool TryReadRecord(long logOffset, out LogSlice slice)
    {
        if (!TryRead(logOffset, LogFormat.ProbeBytes, out slice)) return false;

        int bytes = LogFormat.ReadBytes(slice.Span);
        bool isRecord = LogFormat.IsMessageMagic(LogFormat.ReadMagic(slice.Span))
            && LogFormat.ReadLogOffset(slice.Span) == logOffset
            && bytes > LogFormat.ProbeBytes;
        slice.Dispose();
        slice = default;
        return isRecord && TryRead(logOffset, bytes, out slice);
    }

    /// <summary>End of the segment that holds an offset: where the next one begins.</summary>
    public long SegmentEnd(long logOffset)
    {
        long firstBase = MinOffset;
        if (logOffset < firstBase) return firstBase;
        return firstBase + ((logOffset - firstBase) / _options.CommitLogSegmentBytes + 1) * _options.CommitLogSegmentBytes;
    }

    /// <summary>Brings everything appended so far to the disk. One caller at a time: the flusher, or whoever closes.</summary>
    /// <exception cref="IOException">The log must not be appended to, or flushed, again.</exception>
    public void Flush()
    {
        // This order makes them those of a record below the target: they are written after the offset.
        long record = Volatile.Read(ref _appendedRecord);
        long timestamp = Volatile.Read(ref _appendedTimestamp);
        long target = AppendedOffset;
        long durable = _durableOffset;
        foreach (LogSegment segment in _segments.All)
        {
            if (segment.EndOffset <= durable || segment.BaseOffset >= target || !segment.TryLease()) continue;
            try
            {
                segment.Flush();
            }
            finally
            {
                segment.Return();
            }
        }

        Volatile.Write(ref _durableOffset, target);
        Volatile.Write(ref _durableTimestamp, timestamp);
        Volatile.Write(ref _durableRecord, record);
    }

    private AppendStatus Check(in MessageToEncode message, int bytes)
    {
        if (message.Properties.Length > LogFormat.MaxPropertiesBytes) return AppendStatus.PropertiesTooLarge;
        bool tooLarge = message.Body.Length > _options.MaxMessageBytes
            || bytes > (long)_options.MaxMessageBytes + LogFormat.MaxOverheadBytes
            || bytes > _options.CommitLogSegmentBytes - LogFormat.BlankBytes
            || !LogFormat.IsTopicLengthValid(message.Topic);
        return tooLarge ? AppendStatus.MessageTooLarge : AppendStatus.Appended;
    }

    private AppendResult Append(IQueueCounter queue, in MessageToEncode message, int bytes)
    {
        AppendStatus status = Begin(bytes, out long timestamp, out LogSegment? segment, out int position);
        try
        {
            if (status != AppendStatus.Appended) return new AppendResult(status);

            // Half messages and roll-back marks are in no queue: they take no number. Source: store/.../store/CommitLog.java.
            bool isQueued = (message.SysFlag & MessageSysFlag.TransactionMask) is MessageSysFlag.None or MessageSysFlag.Commit;
            long queueOffset = isQueued ? queue.NextOffset : 0;
            long logOffset = segment!.BaseOffset + position;
            message.Encode(segment.GetSpan(position, bytes), queueOffset, logOffset, timestamp);
            if (isQueued) queue.NextOffset = queueOffset + 1;
            Publish(segment, position + bytes, logOffset, timestamp);
            return new AppendResult(AppendStatus.Appended, logOffset, logOffset + bytes, queueOffset, timestamp);
        }
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }

    private AppendResult AppendBatch(IQueueCounter queue, in EncodedBatch batch, Span<long> logOffsets)
    {
        AppendStatus status = Begin(batch.Bytes, out long timestamp, out LogSegment? segment, out int position);
        try
        {
            if (status != AppendStatus.Appended) return new AppendResult(status);

            long queueOffset = queue.NextOffset;
            long logOffset = segment!.BaseOffset + position;
            batch.CopyTo(segment.GetSpan(position, batch.Bytes), queueOffset, logOffset, timestamp, logOffsets);
            queue.NextOffset = queueOffset + batch.Count;
            Publish(segment, position + batch.Bytes, logOffsets[^1], timestamp);
            return new AppendResult(
                AppendStatus.Appended, logOffset, logOffset + batch.Bytes, queueOffset, timestamp);
        }
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }

    /// <summary>Takes the time and finds room for a record, with the blank behind it, on disk and in a segment.</summary>
    private AppendStatus Begin(int bytes, out long timestamp, out LogSegment? segment, out int position)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _busySince, now);
        timestamp = Math.Max(now, _appendedTimestamp);   // searches by time need store times that never go back
        segment = _tail;
        position = segment is null ? 0 : (int)(_appendedOffset - segment.BaseOffset);

        AppendStatus status = _availability.Admission;
        if (status != AppendStatus.Appended) return status;

        int needed = bytes + LogFormat.BlankBytes;
        IOException? failure;
        bool hasRoom = segment is not null && needed <= segment.CapacityBytes - position
            ? SegmentSupply.TryReserve(segment, position + needed, out failure)
            : TryRoll(ref segment, ref position, needed, out failure);
        if (hasRoom != !_outOfSpace) ReportSpace(hasRoom, failure);
        return hasRoom ? AppendStatus.Appended : AppendStatus.DiskFull;
    }

    /// <summary>Ends the segment with a blank record and goes on in the next, whose space is taken first.</summary>
    private bool TryRoll(ref LogSegment? segment, ref int position, int needed, out IOException? failure)
    {
        LogSegment next;
        try
        {
            next = _supply.Take(segment?.EndOffset ?? AlignDown(_appendedOffset));
        }
        catch (IOException exception)
        {
            failure = exception;
            return false;
        }

        if (!SegmentSupply.TryReserve(next, needed, out failure))
        {
            _supply.Keep(next);
            return false;
        }

        // A segment that recovery found full to its last byte has no room, and no need, for a blank.
        if (segment is not null && position < segment.CapacityBytes)
        {
            int left = segment.CapacityBytes - position;
            LogFormat.WriteBlank(segment.GetSpan(position, LogFormat.BlankBytes), left);
        }

        _segments.Add(next);
        _tail = segment = next;
        position = 0;
        Volatile.Write(ref _appendedOffset, next.BaseOffset);
        return true;
    }

    private void Publish(LogSegment segment, int end, long lastRecord, long timestamp)
    {
        Volatile.Write(ref _appendedOffset, segment.BaseOffset + end);   // publishes the bytes written above
        Volatile.Write(ref _appendedTimestamp, timestamp);
        Volatile.Write(ref _appendedRecord, lastRecord);
        _supply.Advance(segment, end);
    }

    private long AlignDown(long logOffset) => logOffset - logOffset % _options.CommitLogSegmentBytes;

    private void ReportSpace(bool hasRoom, IOException? failure)
    {
        _outOfSpace = !hasRoom;
        if (hasRoom) LogEvents.SpaceAvailable(_logger, _appendedOffset);
        else LogEvents.OutOfSpace(_logger, _appendedOffset, failure);
    }
}
