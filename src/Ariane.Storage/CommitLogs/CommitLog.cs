using System.Numerics;
using Ariane.Protocol.Messages;
using Ariane.Storage.Availability;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.CommitLogs;

/// <summary>All messages of a store, one after the other, in segments. One writer at a time, many readers.</summary>
/// <remarks>
/// Positions only grow, durable ≤ appended ≤ end. An append puts a record at the end, into a buffer;
/// <see cref="Write"/> hands the buffer to the file and makes its records visible by moving
/// <see cref="AppendedOffset"/>: readers below it need no lock, only a lease. So the records of many requests cost one
/// system call. Layout: docs/storage/layout.md.
/// </remarks>
internal sealed class CommitLog
{
    private const int BufferBytes = 256 * 1024;   // what is written at once; a longer record makes the buffer longer
    private const long LongestBusyMilliseconds = 10_000_000;   // upstream: more is a clock that jumped, not a busy disk

    private readonly SegmentTable _segments;
    private readonly SegmentSupply _supply;
    private readonly StoreAvailability _availability;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Guarded by AppendLock: the end of the log, and what lies between _appendedOffset and it.
    private LogSegment? _tail;
    private byte[] _buffer = [];
    private int _bufferedBytes;
    private LogPosition _end;
    private long _lastRecord;
    private bool _isRefusing;

    private long _appendedOffset;
    private long _appendedTimestamp;    // these two are written after _appendedOffset, under AppendLock
    private long _appendedRecord;
    private long _durableOffset;
    private long _durableTimestamp;
    private long _durableRecord;
    private long _busySince;            // Unix milliseconds; 0 while nobody appends

    /// <summary>Goes on at <paramref name="end"/>, which recovery found in the last of the segments.</summary>
    /// <remarks>
    /// <paramref name="lastRecord"/> is where the record before the end begins; 0 if that is not known.
    /// </remarks>
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
        _end = end;
        _lastRecord = lastRecord;
        _appendedOffset = _durableOffset = end.Offset;
        _appendedTimestamp = _durableTimestamp = end.Timestamp;
        _appendedRecord = _durableRecord = lastRecord;
    }

    /// <summary>Guards the end of the log and every <see cref="IQueueCounter"/>.</summary>
    public Lock AppendLock { get; } = new();

    public SegmentTable Segments => _segments;

    /// <summary>
    /// Where the next record goes, behind all that was appended, written or not. Under <see cref="AppendLock"/>.
    /// </summary>
    public long EndOffset => _end.Offset;

    /// <summary>First offset that is still stored.</summary>
    public long MinOffset
    {
        get
        {
            // Read first: once the first segment is there, the end moves away from its beginning.
            long end = AppendedOffset;
            return _segments.First is { } first ? first.BaseOffset : end;
        }
    }

    /// <summary>End of what was written, hence of what can be read.</summary>
    public long AppendedOffset => Volatile.Read(ref _appendedOffset);

    public long DurableOffset => Volatile.Read(ref _durableOffset);

    /// <summary>Store time of a record at or before <see cref="DurableOffset"/>, the latest that is known.</summary>
    public long DurableTimestamp => Volatile.Read(ref _durableTimestamp);

    /// <summary>Where a record begins that is on disk, the last one that is known; 0 for none.</summary>
    public long DurableRecordOffset => Volatile.Read(ref _durableRecord);

    /// <summary>Durable under sync flush, appended otherwise: nothing behind it is shown to anybody.</summary>
    public long ConfirmedOffset => _options.SyncFlush ? DurableOffset : AppendedOffset;

    /// <summary>Whether something was appended that is not on disk, written or not.</summary>
    public bool HasUnflushed => Volatile.Read(ref _bufferedBytes) > 0 || DurableOffset < AppendedOffset;

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

    /// <summary>
    /// Appends one record; what it is about is checked by the caller, what the log can hold is checked here.
    /// </summary>
    /// <remarks>Nobody may be told of it before <see cref="Write"/>.</remarks>
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

    /// <summary>
    /// Appends records that lie encoded in <paramref name="batch"/>: all of them side by side, or none.
    /// </summary>
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

    /// <summary>Hands to the file, and so to readers, what was appended so far. From any thread.</summary>
    /// <exception cref="IOException">
    /// It failed: nobody may be told that what was appended since is stored. It may be yet: the next call tries again.
    /// </exception>
    public void Write()
    {
        lock (AppendLock)
        {
            if (_bufferedBytes == 0) return;

            Volatile.Write(ref _busySince, _time.GetUtcNow().ToUnixTimeMilliseconds());
            bool isWritten = TryWriteBuffer(out Exception? failure);
            Volatile.Write(ref _busySince, 0);
            if (isWritten) return;
            if (!_isRefusing) Report(failure);
            throw new IOException($"The log cannot be written at {AppendedOffset}: {failure!.Message}", failure);
        }
    }

    /// <summary>
    /// Takes a lease on bytes below <see cref="AppendedOffset"/>, all in one segment; false if they are not stored.
    /// </summary>
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

    /// <summary>
    /// As <see cref="TryRead"/> for the record that begins at an offset; false if no message record begins there.
    /// </summary>
    /// <remarks>
    /// A record names its own offset, so an offset into the middle of one is refused whatever lies there.
    /// </remarks>
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
        return firstBase
            + ((logOffset - firstBase) / _options.CommitLogSegmentBytes + 1) * _options.CommitLogSegmentBytes;
    }

    /// <summary>
    /// Brings everything appended so far to the disk. One caller at a time: the flusher, or whoever closes.
    /// </summary>
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
        AppendStatus status = Begin(bytes, out long timestamp);
        try
        {
            if (status != AppendStatus.Appended) return new AppendResult(status);

            // Half messages and roll-back marks are in no queue: they take no number.
            // Source: store/.../store/CommitLog.java.
            bool isQueued =
                (message.SysFlag & MessageSysFlag.TransactionMask) is MessageSysFlag.None or MessageSysFlag.Commit;
            long queueOffset = isQueued ? queue.NextOffset : 0;
            long logOffset = _end.Offset;
            message.Encode(_buffer.AsSpan(_bufferedBytes, bytes), queueOffset, logOffset, timestamp);
            if (isQueued) queue.NextOffset = queueOffset + 1;
            Advance(bytes, logOffset, timestamp);
            return new AppendResult(AppendStatus.Appended, logOffset, logOffset + bytes, queueOffset, timestamp);
        }
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }

    private AppendResult AppendBatch(IQueueCounter queue, in EncodedBatch batch, Span<long> logOffsets)
    {
        AppendStatus status = Begin(batch.Bytes, out long timestamp);
        try
        {
            if (status != AppendStatus.Appended) return new AppendResult(status);

            long queueOffset = queue.NextOffset;
            long logOffset = _end.Offset;
            batch.CopyTo(_buffer.AsSpan(_bufferedBytes, batch.Bytes), queueOffset, logOffset, timestamp, logOffsets);
            queue.NextOffset = queueOffset + batch.Count;
            Advance(batch.Bytes, logOffsets[^1], timestamp);
            return new AppendResult(
                AppendStatus.Appended, logOffset, logOffset + batch.Bytes, queueOffset, timestamp);
        }
        finally
        {
            Volatile.Write(ref _busySince, 0);
        }
    }

    /// <summary>
    /// Takes the time and finds room for a record: on disk, with the blank behind it, and in the buffer.
    /// </summary>
    private AppendStatus Begin(int bytes, out long timestamp)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _busySince, now);
        timestamp = Math.Max(now, _end.Timestamp);   // searches by time need store times that never go back

        AppendStatus status = _availability.Admission;
        if (status != AppendStatus.Appended) return status;

        Exception? failure = null;
        bool hasRoom = (!_isRefusing || TryWriteBuffer(out failure)) && TryFindRoom(bytes, out failure);
        if (hasRoom == _isRefusing) Report(failure);
        return hasRoom ? AppendStatus.Appended : AppendStatus.DiskFull;
    }

    private bool TryFindRoom(int bytes, out Exception? failure)
    {
        int needed = bytes + LogFormat.BlankBytes;
        bool hasRoom = _tail is { } tail && needed <= tail.EndOffset - _end.Offset
            ? SegmentSupply.TryReserve(tail, (int)(_end.Offset - tail.BaseOffset) + needed, out failure)
            : TryRoll(needed, out failure);
        return hasRoom && TryMakeRoom(bytes, out failure);
    }

    /// <summary>Ends the segment with a blank record and goes on in the next, whose space is taken first.</summary>
    private bool TryRoll(int needed, out Exception? failure)
    {
        LogSegment next;
        try
        {
            next = _supply.Take(_tail?.EndOffset ?? _end.Offset - _end.Offset % _options.CommitLogSegmentBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = exception;
            return false;
        }

        if (!SegmentSupply.TryReserve(next, needed, out failure) || !TryEnd(_tail, out failure))
        {
            _supply.Keep(next);
            return false;
        }

        _segments.Add(next);
        _tail = next;
        _end = _end with { Offset = next.BaseOffset };
        Volatile.Write(ref _appendedOffset, next.BaseOffset);
        return true;
    }

    /// <summary>Fills a segment with a blank record and writes all that was appended to it.</summary>
    private bool TryEnd(LogSegment? segment, out Exception? failure)
    {
        failure = null;
        if (segment is null) return true;

        // A segment that recovery found full to its last byte has no room, and no need, for a blank.
        int left = (int)(segment.EndOffset - _end.Offset);
        if (left == 0) return TryWriteBuffer(out failure);
        if (!TryMakeRoom(LogFormat.BlankBytes, out failure)) return false;

        LogFormat.WriteBlank(_buffer.AsSpan(_bufferedBytes), left);
        _bufferedBytes += LogFormat.BlankBytes;
        if (TryWriteBuffer(out failure)) return true;
        _bufferedBytes -= LogFormat.BlankBytes;
        return false;
    }

    /// <summary>Makes room in the buffer, by writing what it holds and by making it longer.</summary>
    private bool TryMakeRoom(int bytes, out Exception? failure)
    {
        failure = null;
        if (bytes <= _buffer.Length - _bufferedBytes) return true;
        if (!TryWriteBuffer(out failure)) return false;
        if (bytes > _buffer.Length)
            _buffer = GC.AllocateUninitializedArray<byte>(
                Math.Max(BufferBytes, (int)BitOperations.RoundUpToPowerOf2((uint)bytes)));
        return true;
    }

    /// <summary>Takes note of a record that lies in the buffer now.</summary>
    private void Advance(int bytes, long lastRecord, long timestamp)
    {
        _bufferedBytes += bytes;
        _end = new LogPosition(_end.Offset + bytes, timestamp);
        _lastRecord = lastRecord;
    }

    /// <summary>
    /// Writes the buffer and publishes its records. What could not be written stays, to be tried again.
    /// </summary>
    private bool TryWriteBuffer(out Exception? failure)
    {
        failure = null;
        if (_bufferedBytes == 0) return true;

        LogSegment segment = _tail!;
        int position = (int)(_appendedOffset - segment.BaseOffset);
        try
        {
            segment.Write(position, _buffer.AsSpan(0, _bufferedBytes));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = exception;
            return false;
        }

        _bufferedBytes = 0;
        Volatile.Write(ref _appendedOffset, _end.Offset);   // publishes the bytes written above
        Volatile.Write(ref _appendedTimestamp, _end.Timestamp);
        Volatile.Write(ref _appendedRecord, _lastRecord);
        _supply.Advance(segment, (int)(_end.Offset - segment.BaseOffset));
        return true;
    }

    private void Report(Exception? failure)
    {
        _isRefusing = failure is not null;
        if (failure is null) LogEvents.Writable(_logger, _end.Offset);
        else LogEvents.NotWritable(_logger, _end.Offset, failure);
    }
}
