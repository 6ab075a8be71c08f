using System.Buffers;
using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using Ariane.Storage.Reading;
using Ariane.Storage.Recovery;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage;

/// <summary>
/// The messages of one broker on disk: one log, the queues and the index made from it. Safe for concurrent use.
/// </summary>
public sealed class MessageStore : IAsyncDisposable
{
    private readonly StoreParts _parts;
    private readonly CommitLog _log;
    private readonly Lazy<Task> _closing;

    private MessageStore(StoreOptions options, StoreParts parts, TimeProvider time, ILoggerFactory loggers)
    {
        Options = options;
        _parts = parts;
        _log = parts.Log;
        _closing = new Lazy<Task>(new StoreClosing(parts, time, loggers.CreateLogger<MessageStore>()).CloseAsync);
    }

    /// <summary>Opens or creates a store and recovers it, after a clean stop or any crash.</summary>
    /// <exception cref="StoreException">
    /// In use, not writable, of another format or damaged; the message says which and where.
    /// </exception>
    public static Task<MessageStore> OpenAsync(
        StoreOptions options,
        IStoreFiles files,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        return Task.Run(Recover, cancellationToken);

        async Task<MessageStore> Recover()
        {
            await using var opening = new StoreOpening(options, files, time, loggers);
            return new MessageStore(options, opening.Open(), time, loggers);
        }
    }

    public StoreOptions Options { get; }

    /// <summary>Who hears of arrivals; set once, before the first append.</summary>
    public IArrivalListener? ArrivalListener
    {
        get => _parts.Dispatcher.Listener;
        set => _parts.Dispatcher.Listener = value;
    }

    /// <summary>First offset of the log that is still stored.</summary>
    public long MinLogOffset => _log.MinOffset;

    /// <summary>End of what was appended and written.</summary>
    public long AppendedOffset => _log.AppendedOffset;

    /// <summary>End of what is on disk.</summary>
    public long DurableOffset => _log.DurableOffset;

    /// <summary>End of what consumers may see: durable under sync flush, appended otherwise.</summary>
    public long ConfirmedOffset => _log.ConfirmedOffset;

    /// <summary>End of what queues and index contain.</summary>
    public long DispatchedOffset => _parts.Dispatcher.DispatchedOffset;

    /// <summary>Whether appends are taken now; if not, <see cref="DescribeAvailability"/> says why.</summary>
    public bool IsWritable => _parts.Availability.IsWritable;

    /// <summary>The append lock has been held for longer than osPageCacheBusyTimeOutMills.</summary>
    public bool IsBusy => _log.IsBusy;

    /// <summary>For people: state and disk usage, as <c>CL: 0.50 CQ: 0.50 INDEX: 0.50</c>.</summary>
    public string DescribeAvailability() =>
        $"{_parts.Availability.Describe()}, {_parts.Disk.Describe()}";

    /// <summary>Appends one message to <c>message.QueueId</c> of a topic. Does not wait for the disk.</summary>
    /// <remarks>
    /// It is neither safe nor readable before <see cref="Write"/>, which also ends other threads' appends.
    /// </remarks>
    /// <param name="topic">The same name as <c>message.Topic</c>, as a shared string.</param>
    /// <param name="message">Checked for size; what it means is the caller's business.</param>
    public AppendResult Append(string topic, in MessageToEncode message)
    {
        if (_log.IsBusy) return new AppendResult(AppendStatus.Busy);

        AppendResult result;
        while (!_log.TryAppend(_parts.Queues.GetOrAdd(topic, message.QueueId), message, out result))
        {
            // The topic was deleted in between; its next queue of that name begins anew.
        }

        return result;
    }

    /// <summary>Appends every entry of a SEND_BATCH body to one queue, contiguously, or none.</summary>
    /// <param name="topic">The same name as <c>template.Topic</c>.</param>
    /// <param name="template">What the entries share; its body and its properties are not used.</param>
    /// <param name="batch">The entries; see <see cref="BatchEntryReader"/>.</param>
    /// <param name="sharedProperties">Appended to every entry's own properties.</param>
    /// <param name="logOffsets">Receives the log offset of each entry; its length is the number of entries.</param>
    public AppendResult AppendBatch(
        string topic,
        in MessageToEncode template,
        in ReadOnlySequence<byte> batch,
        ReadOnlySpan<byte> sharedProperties,
        Span<long> logOffsets)
    {
        if (_log.IsBusy) return new AppendResult(AppendStatus.Busy);

        AppendStatus status = EncodedBatch.TryEncode(
            template, batch, sharedProperties, Options.MaxMessageBytes, out EncodedBatch encoded);
        using (encoded)
        {
            if (status != AppendStatus.Appended) return new AppendResult(status);
            if (encoded.Count != logOffsets.Length) return new AppendResult(AppendStatus.MalformedBatch);

            AppendResult result;
            while (!_log.TryAppendBatch(
                _parts.Queues.GetOrAdd(topic, template.QueueId), encoded, logOffsets, out result))
            {
                // As in Append.
            }

            return result;
        }
    }

    /// <summary>
    /// Calls <paramref name="waiter"/> once the log is on disk up to <paramref name="endOffset"/>, at once if it is.
    /// </summary>
    /// <remarks>Only for sync flush; it wakes the group commit.</remarks>
    public void WhenDurable(long endOffset, IDurabilityWaiter waiter) => _parts.Flusher.WhenDurable(endOffset, waiter);

    /// <summary>
    /// Hands what was appended to the operating system, so that it outlives this process. Call it after a batch of
    /// appends, before anybody is told of them.
    /// </summary>
    /// <exception cref="IOException">It failed; nobody may be told.</exception>
    public void Write() => _log.Write();

    /// <summary>
    /// Makes what was written readable, on this thread if no other is at it. Call it after <see cref="Write"/>.
    /// </summary>
    /// <remarks>Under sync flush that is what is on disk; the rest follows the flush that this asks for.</remarks>
    public void Dispatch()
    {
        if (Options.SyncFlush && _log.HasUnflushed) _parts.Flusher.Request();
        _parts.Dispatcher.Dispatch();
    }

    /// <summary>Reads messages of one queue into <paramref name="result"/>, which must have been released.</summary>
    /// <remarks>A null <paramref name="filter"/> passes everything.</remarks>
    public void Read(
        string topic,
        int queueId,
        long offset,
        int maxCount,
        int maxBytes,
        IMessageFilter? filter,
        ReadResult result)
    {
        if (_parts.Availability.IsClosing) result.Complete(ReadStatus.NotAvailable, offset);
        else _parts.Reader.Read(topic, queueId, offset, maxCount, maxBytes, filter, result);
    }

    /// <summary>
    /// Reads the record at a log offset; false when there is none (the offset is checked, not trusted).
    /// </summary>
    public bool TryReadRecord(long logOffset, ReadResult result) => _parts.Reader.TryReadRecord(logOffset, result);

    /// <summary>Messages by key, oldest first; hash collisions included. Times are Unix milliseconds.</summary>
    public KeyQueryResult QueryByKey(
        string topic, string key, int maxCount, long beginTimestamp, long endTimestamp, ReadResult result) =>
        _parts.KeyQuery.QueryByKey(topic, key, maxCount, beginTimestamp, endTimestamp, result);

    /// <summary>First offset of a queue that is still stored; 0 for an unknown or empty queue.</summary>
    public long GetMinOffset(string topic, int queueId) =>
        _parts.Queues.TryGet(topic, queueId, out ConsumeQueue? queue) ? queue.MinOffset : 0;

    /// <summary>
    /// Next offset of a queue: of readable messages, or with <paramref name="committed"/> false of appended ones.
    /// </summary>
    public long GetMaxOffset(string topic, int queueId, bool committed = true)
    {
        if (!_parts.Queues.TryGet(topic, queueId, out ConsumeQueue? queue)) return 0;
        if (committed) return queue.MaxOffset;
        lock (_log.AppendLock) return queue.NextOffset;
    }

    /// <summary>
    /// Lower: first offset stored at or after the time; upper: last stored at or before it. Within [min, max].
    /// </summary>
    public long FindOffsetByTime(string topic, int queueId, long timestamp, bool upper) =>
        _parts.TimeSearch.FindOffsetByTime(topic, queueId, timestamp, upper);

    /// <summary>When the message at a queue offset was stored, in Unix milliseconds; -1 when there is none.</summary>
    public long GetStoreTime(string topic, int queueId, long offset) =>
        _parts.Reader.GetStoreTime(topic, queueId, offset);

    /// <summary>Whether a queue offset's record is recent enough to be in memory.</summary>
    public bool IsInMemory(string topic, int queueId, long offset) =>
        _parts.Reader.IsInMemory(topic, queueId, offset);

    /// <summary>
    /// Forgets the queues of a topic, also for the next start; its messages stay in the log until retention.
    /// </summary>
    /// <exception cref="IOException">The queues are gone, but a start after a crash may bring them back.</exception>
    public void DeleteTopic(string topic)
    {
        // An append either takes its number from the queue that goes, or sees that it is gone.
        lock (_log.AppendLock)
        {
            _parts.Queues.Deleted.Add(topic, _log.EndOffset, _log.MinOffset);
            _parts.Queues.DeleteTopic(topic);
        }

        _parts.Queues.Deleted.Save();
    }

    /// <summary>Lets expired segments be deleted at any hour, soon.</summary>
    public void DeleteExpired() => _parts.Retention.Trigger();

    /// <summary>Flushes everything, closes, and marks a clean stop if all was dispatched.</summary>
    /// <remarks>Whoever calls it again waits for the first.</remarks>
    public ValueTask DisposeAsync() => new(_closing.Value);
}
