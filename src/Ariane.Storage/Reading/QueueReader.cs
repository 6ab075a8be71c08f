using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Reading;

/// <summary>Reads messages by queue offset and by log offset. Safe for concurrent use; allocates nothing.</summary>
/// <remarks>
/// The order of checks decides what a consumer is told, so it is part of the contract.
/// Source: store/.../store/DefaultMessageStore.java (getMessage, isTheBatchFull).
/// </remarks>
internal sealed class QueueReader
{
    private const int SmallestMaxBytes = 100;
    private const int LargestMaxBytes = 128 * 1024 * 1024; // MAX_PULL_MSG_SIZE

    private readonly CommitLog _log;
    private readonly ConsumeQueueTable _queues;
    private readonly StoreOptions _options;
    private readonly ILogger _logger;
    private readonly long _hotBytes;

    /// <summary><paramref name="memoryBytes"/> is the physical memory of the machine.</summary>
    public QueueReader(
        CommitLog log,
        ConsumeQueueTable queues,
        StoreOptions options,
        long memoryBytes,
        ILogger<QueueReader>? logger = null)
    {
        _log = log;
        _queues = queues;
        _options = options;
        _logger = logger ?? NullLogger<QueueReader>.Instance;
        _hotBytes = (long)(memoryBytes * (options.InMemoryPercent / 100.0));
    }

    /// <inheritdoc cref="MessageStore.Read"/>
    public void Read(
        string topic, int queueId, long offset, int maxCount, int maxBytes, IMessageFilter? filter, ReadResult result)
    {
        if (!_queues.TryGet(topic, queueId, out ConsumeQueue? queue))
        {
            // Upstream makes the queue by looking for it, and so never answers NoMatchedLogicQueue.
            result.Complete(ReadStatus.NoMessageInQueue, 0);
            return;
        }

        long min = queue.MinOffset;
        long max = queue.MaxOffset;
        result.SetRange(min, max);
        if (max == 0) result.Complete(ReadStatus.NoMessageInQueue, 0);
        else if (offset < min) result.Complete(ReadStatus.OffsetTooSmall, min);
        else if (offset == max) result.Complete(ReadStatus.OffsetOverflowOne, offset);
        else if (offset > max) result.Complete(ReadStatus.OffsetOverflowBadly, max);
        else Scan(queue, offset, maxCount, maxBytes, filter, result);
    }

    /// <inheritdoc cref="MessageStore.TryReadRecord"/>
    public bool TryReadRecord(long logOffset, ReadResult result)
    {
        if (!_log.TryReadRecord(logOffset, out LogSlice record)) return false;
        if (MessageRecord.TryRead(record.Span, out MessageRecord message) != RecordStatus.Message
            || !message.HasValidBody()
            || logOffset + record.Bytes > _log.ConfirmedOffset)
        {
            record.Dispose();
            return false;
        }

        result.Add(record);
        result.Complete(ReadStatus.Found, 0);
        return true;
    }

    /// <inheritdoc cref="MessageStore.GetStoreTime"/>
    public long GetStoreTime(string topic, int queueId, long offset) =>
        TryGetUnit(topic, queueId, offset, out QueueUnit unit)
        && LogRecords.TryReadStoreTimestamp(_log, unit, out long timestamp)
            ? timestamp
            : -1;

    /// <inheritdoc cref="MessageStore.IsInMemory"/>
    public bool IsInMemory(string topic, int queueId, long offset) =>
        TryGetUnit(topic, queueId, offset, out QueueUnit unit) && IsInMemory(unit.LogOffset, _log.AppendedOffset);

    private bool TryGetUnit(string topic, int queueId, long offset, out QueueUnit unit)
    {
        unit = default;
        return _queues.TryGet(topic, queueId, out ConsumeQueue? queue)
            && offset >= queue.MinOffset
            && queue.TryReadUnit(offset, out unit);
    }

    private bool IsInMemory(long logOffset, long appendedOffset) => appendedOffset - logOffset <= _hotBytes;

    private void Scan(
        ConsumeQueue queue, long offset, int maxCount, int maxBytes, IMessageFilter? filter, ReadResult result)
    {
        // One read stays in one segment of the queue (travelCqFileNumWhenGetMessage).
        long segmentEnd = ((offset / _queues.UnitsPerSegment) + 1) * _queues.UnitsPerSegment;
        var scan = new QueueScan(_log, queue, _options, _hotBytes, filter, result, _logger)
        {
            MaxCount = maxCount,
            MaxBytes = Math.Clamp(maxBytes, SmallestMaxBytes, LargestMaxBytes),
        };
        long scanUnits = Math.Max(_options.MaxFilterScanBytes, (long)maxCount * QueueUnit.EncodedBytes);
        scanUnits = (scanUnits + QueueUnit.EncodedBytes - 1) / QueueUnit.EncodedBytes;
        scan.Run(offset, Math.Min(segmentEnd, offset + scanUnits));
        if (!scan.HasUnits) result.Complete(ReadStatus.OffsetFoundNull, segmentEnd);
        else result.Complete(scan.Status, scan.NextOffset);
    }
}
