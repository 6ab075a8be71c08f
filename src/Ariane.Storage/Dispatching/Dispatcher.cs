using Ariane.Protocol.Messages;
using Ariane.Storage.Availability;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Index;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Dispatching;

/// <summary>Reads the confirmed log in order and makes queues and index from it.</summary>
/// <remarks>
/// At most one thread dispatches at a time: whoever calls <see cref="Dispatch"/> first does the work of all who call
/// meanwhile. A failing disk interrupts it and is tried again; a record that cannot be read stops it for good, and the
/// store with it, since skipping one would lose a message silently.
/// </remarks>
internal sealed class Dispatcher : IThreadPoolWorkItem
{
    private const int RecordsPerSlice = 1000;
    private const int RecordsPerTimeCheck = 32;
    private static readonly TimeSpan SliceTime = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // What a thread that finds another value than Idle may rely on: the dispatching thread looks at the log again
    // before it goes from Running to Idle, and it cannot go there from Requested.
    private const int Idle = 0;
    private const int Running = 1;
    private const int Requested = 2;

    private readonly CommitLog _log;
    private readonly ConsumeQueueTable _queues;
    private readonly RecordDispatch _records;
    private readonly StoreAvailability? _availability;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _retry;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;
    private long _dispatchedOffset;
    private volatile Exception? _fault;
    private volatile bool _failed;
    private volatile bool _stopping;

    public Dispatcher(
        CommitLog log,
        ConsumeQueueTable queues,
        IndexFiles? index,
        DelayLevels delayLevels,
        TimeProvider time,
        ILogger<Dispatcher> logger,
        StoreAvailability? availability = null)
    {
        _log = log;
        _queues = queues;
        _records = new RecordDispatch(queues, index, delayLevels);
        _availability = availability;
        _time = time;
        _logger = logger;
        _retry = time.CreateTimer(
            static state => ((Dispatcher)state!).Dispatch(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who hears of arrivals; set before the first <see cref="Dispatch"/>.</summary>
    public IArrivalListener? Listener { get; set; }

    /// <summary>End of what queues and index contain.</summary>
    public long DispatchedOffset => Volatile.Read(ref _dispatchedOffset);

    /// <summary>Why nothing is dispatched at the moment; null while it works.</summary>
    public Exception? Fault => _fault;

    /// <summary>
    /// Dispatches what is confirmed, on this thread unless another one is at it. From any thread; never throws.
    /// </summary>
    /// <remarks>Keeps the calling thread for a bounded time; the rest goes to the thread pool.</remarks>
    public void Dispatch()
    {
        if (Interlocked.Exchange(ref _state, Requested) == Idle) Run(isPooled: false);
    }

    /// <summary>Goes on with what <see cref="Dispatch"/> left over.</summary>
    void IThreadPoolWorkItem.Execute() => Run(isPooled: true);

    /// <summary>
    /// Recovery: dispatches [from, to) without telling the listener; what is there already is ignored.
    /// </summary>
    /// <remarks>
    /// A queue that turns out to lack units has all queues made anew from the beginning of the log. A topic whose
    /// records are not numbered without gaps even there is left out, so that the store opens in any case.
    /// </remarks>
    /// <param name="from">Where the first record begins.</param>
    /// <param name="to">End of the last.</param>
    /// <param name="beginAnew">Called before the queues are deleted, to take back what is promised of them.</param>
    /// <returns>Where <see cref="Dispatch"/> goes on.</returns>
    /// <exception cref="StoreException">A record cannot be read.</exception>
    public long Redispatch(long from, long to, Action? beginAnew = null)
    {
        try
        {
            _queues.QueuesMayBeginLate = from <= _log.MinOffset;
            using var scanner = new LogScanner(_log, from, to);
            while (scanner.MoveNext()) _records.Dispatch(scanner.Record, out _);
            return EndRedispatch(scanner);
        }
        catch (QueueGapException exception)
        {
            DispatchEvents.Rebuilding(_logger, _log.MinOffset, exception.Message);
            beginAnew?.Invoke();
            _queues.DeleteAll();
            _queues.QueuesMayBeginLate = true;
            return Rebuild(to);
        }
        finally
        {
            _queues.QueuesMayBeginLate = true;
        }
    }

    /// <summary>Where <see cref="Dispatch"/> goes on. Recovery only.</summary>
    public void Start(long dispatchedOffset) => Volatile.Write(ref _dispatchedOffset, dispatchedOffset);

    /// <summary>Dispatches what is confirmed as far as it can be, and then no more.</summary>
    public async ValueTask StopAsync()
    {
        _stopping = true;
        bool isIdle = Interlocked.Exchange(ref _state, Requested) == Idle;
        if (isIdle) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        await _stopped.Task;
        await _retry.DisposeAsync();
    }

    private long Rebuild(long to)
    {
        using var scanner = new LogScanner(_log, _log.MinOffset, to);
        while (scanner.MoveNext())
        {
            try
            {
                _records.Dispatch(scanner.Record, out _);
            }
            catch (QueueGapException exception)
            {
                DispatchEvents.Excluded(_logger, exception.Topic, exception.Message);
                _queues.Exclude(exception.Topic);
                _records.Dispatch(scanner.Record, out _);
            }
        }

        return EndRedispatch(scanner);
    }

    private long EndRedispatch(in LogScanner scanner)
    {
        if (scanner.Status != ScanStatus.End) throw Unreadable(scanner.Position, scanner.Status);
        Start(scanner.Position);
        return scanner.Position;
    }

    private void Run(bool isPooled)
    {
        long started = _time.GetTimestamp();
        while (true)
        {
            Interlocked.Exchange(ref _state, Running);
            bool hasMore = RunSlice(started);
            if (!hasMore && _stopping)
            {
                // Never Idle again, so nobody starts anew.
                _stopped.TrySetResult();
                return;
            }

            if (!hasMore && Interlocked.CompareExchange(ref _state, Idle, Running) == Running) return;
            if (isPooled)
            {
                started = _time.GetTimestamp();
            }
            else if (hasMore || _time.GetElapsedTime(started) > SliceTime)
            {
                // Stays Running, or Requested: the pool's thread takes over from here.
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }
    }

    /// <summary>
    /// Dispatches until there is no more, the slice is used up, or something fails; true in the second case.
    /// </summary>
    private bool RunSlice(long started)
    {
        if (_failed) return false;
        try
        {
            long before = _dispatchedOffset;
            bool hasMore = DispatchRecords(started);
            if (_fault is not null && _dispatchedOffset > before) Recovered();
            return hasMore;
        }
        catch (Exception exception) when (IsDisk(exception))
        {
            Interrupt(exception);
        }
#pragma warning disable CA1031 // The outer edge of dispatching: whatever escapes stops it, loudly.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception);
        }

        return false;
    }

    private bool DispatchRecords(long started)
    {
        long from = FirstStored(_dispatchedOffset);
        long to = _log.ConfirmedOffset;
        if (from >= to) return false;

        int count = 0;
        var scanner = new LogScanner(_log, from, to);
        try
        {
            while (scanner.MoveNext())
            {
                MessageRecord record = scanner.Record;
                ConsumeQueue? queue = _records.Dispatch(record, out long tagsCode);
                Volatile.Write(ref _dispatchedOffset, scanner.Position);
                if (queue is not null) Tell(queue, record, tagsCode);
                if (++count == RecordsPerSlice) return true;
                if (count % RecordsPerTimeCheck == 0 && _time.GetElapsedTime(started) > SliceTime) return true;
            }

            // A blank end of a segment may be all there was.
            Volatile.Write(ref _dispatchedOffset, scanner.Position);
            bool hasExpired = scanner.Status == ScanStatus.NotStored && scanner.Position < _log.MinOffset;
            if (scanner.Status != ScanStatus.End && !hasExpired) throw Unreadable(scanner.Position, scanner.Status);
            return hasExpired;
        }
        finally
        {
            scanner.Dispose();
            if (count > 0) TellBatchEnd();
        }
    }

    private long FirstStored(long logOffset)
    {
        long min = _log.MinOffset;
        if (logOffset >= min) return logOffset;
        DispatchEvents.Expired(_logger, logOffset, min);
        Volatile.Write(ref _dispatchedOffset, min);
        return min;
    }

    private void Tell(ConsumeQueue queue, in MessageRecord record, long tagsCode)
    {
        try
        {
            long maxOffset = record.QueueOffset + 1;
            Listener?.OnArrival(new Arrival(
                queue.Topic, queue.QueueId, maxOffset, tagsCode, record.StoreTimestamp, record.Properties));
        }
#pragma warning disable CA1031 // Somebody else's code: its mistake must not keep messages from being dispatched.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DispatchEvents.ListenerFailed(_logger, queue.Topic, queue.QueueId, exception);
        }
    }

    private void TellBatchEnd()
    {
        try
        {
            Listener?.OnBatchEnd();
        }
#pragma warning disable CA1031 // As above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            DispatchEvents.ListenerFailed(_logger, "end of batch", -1, exception);
        }
    }

    private void Interrupt(Exception exception)
    {
        if (_fault is null) DispatchEvents.Interrupted(_logger, _dispatchedOffset, exception);
        _fault = exception;
        if (!_stopping) _retry.Change(RetryInterval, Timeout.InfiniteTimeSpan);
    }

    private void Recovered()
    {
        _fault = null;
        DispatchEvents.Resumed(_logger, _dispatchedOffset);
    }

    private void Fail(Exception exception)
    {
        _fault = exception;
        _failed = true;
        DispatchEvents.Failed(_logger, _dispatchedOffset, exception.Message);
        _availability?.Fail(exception.Message);
    }

    /// <summary>The machine's fault, which may pass; both others are about the data, and stay.</summary>
    private static bool IsDisk(Exception exception) =>
        exception is UnauthorizedAccessException or IOException and not (StoreException or QueueGapException);

    private static StoreException Unreadable(long logOffset, ScanStatus status) => new(
        $"The log cannot be read at offset {logOffset} ({status}). Stop the store, keep a copy of it, "
        + "check the disk and "
        + "start it again: recovery tells whether what lies behind can be read.");
}
