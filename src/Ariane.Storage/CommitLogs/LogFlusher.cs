using Ariane.Storage.Availability;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.CommitLogs;

/// <summary>
/// Brings the log to the disk, on a thread of its own since it blocks there: when somebody waits, and at intervals.
/// </summary>
/// <remarks>
/// Everyone who asks while a flush runs shares the next one. Those whose flush is done are told on this thread when
/// nobody waits for the next, otherwise on the thread pool, so that disk and network work at the same time. A failed
/// flush is final: the kernel may have dropped what it could not write, so that a later flush would succeed falsely.
/// </remarks>
internal sealed class LogFlusher : IAsyncDisposable, IThreadPoolWorkItem
{
    // As in Dispatcher: whoever finds another state than Idle may rely on the telling thread to look once more.
    private const int Idle = 0;
    private const int Running = 1;
    private const int Requested = 2;

    /// <summary>Far above what connections can have in flight; beyond it a wait ends at once, as timed out.</summary>
    private const int MaxWaiters = 1 << 20;

    private readonly CommitLog _log;
    private readonly StoreOptions _options;
    private readonly StoreAvailability _availability;
    private readonly TimeProvider _time;
    private readonly Action _flushed;
    private readonly ILogger _logger;
    private readonly DurabilityQueue _waiters = new(MaxWaiters);
    private readonly Action<IDurabilityWaiter, DurabilityOutcome> _tell;
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _interval;
    private readonly ITimer _expiry;
    private readonly Thread _thread;
    private long _lastThorough;   // flushing thread only
    private int _intervalDue;
    private int _flushRequested;
    private readonly IDurabilityWaiter[] _told = new IDurabilityWaiter[256];   // the telling thread's
    private int _telling = Idle;
    private int _writeFailed;
    private int _expiryArmed;
    private volatile bool _stopping;
    private volatile bool _hasFlushedLast;

    /// <summary>
    /// Starts the thread; <paramref name="flushed"/> is called on it whenever the log has become durable further on.
    /// </summary>
    public LogFlusher(
        CommitLog log,
        StoreOptions options,
        StoreAvailability availability,
        TimeProvider time,
        Action flushed,
        ILogger<LogFlusher> logger)
    {
        _log = log;
        _options = options;
        _availability = availability;
        _time = time;
        _flushed = flushed;
        _logger = logger;
        _tell = Tell;
        _lastThorough = time.GetTimestamp();
        _expiry = time.CreateTimer(
            static state => ((LogFlusher)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _interval = time.CreateTimer(
            static state => ((LogFlusher)state!).OnInterval(), this, options.FlushInterval, options.FlushInterval);
        _thread = new Thread(Run) { IsBackground = true, Name = "ariane-log-flush" };
        _thread.Start();
    }

    /// <summary>
    /// Tells <paramref name="waiter"/> when the log is on disk up to an offset that was appended. From any thread.
    /// </summary>
    /// <remarks>What was appended need not be written yet: the flush does that, for many at once.</remarks>
    public void WhenDurable(long endOffset, IDurabilityWaiter waiter)
    {
        if (_log.DurableOffset >= endOffset)
        {
            Tell(waiter, DurabilityOutcome.Durable);
            return;
        }

        long deadline = _time.GetTimestamp() + ToTicks(_options.SyncFlushTimeout);
        if (!_waiters.TryAdd(endOffset, waiter, deadline, out bool closed))
        {
            Tell(waiter, closed ? DurabilityOutcome.Failed : DurabilityOutcome.TimedOut);
            return;
        }

        if (Interlocked.Exchange(ref _expiryArmed, 1) == 0)
            _expiry.Change(_options.SyncFlushTimeout, Timeout.InfiniteTimeSpan);
        Request();
    }

    /// <summary>Asks for a flush of everything appended so far. Returns at once. From any thread.</summary>
    public void Request()
    {
        if (Interlocked.Exchange(ref _flushRequested, 1) == 0) _wake.Set();
    }

    /// <summary>Flushes what is left, tells everyone who waits, and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        await _interval.DisposeAsync();
        _stopping = true;
        _wake.Set();
        await _ended.Task;
        await _expiry.DisposeAsync();
        _wake.Dispose();
    }

    /// <summary>Goes on telling what the flushing thread left to the pool.</summary>
    void IThreadPoolWorkItem.Execute() => TellAll();

    private void Run()
    {
        while (!_stopping)
        {
            _wake.WaitOne();
            if (!IsFlushDue()) continue;
            Flush();
            RequestTelling();
        }

        _waiters.Close();
        Flush();
        _hasFlushedLast = true;
        RequestTelling();
    }

    private bool IsFlushDue()
    {
        bool requested = Interlocked.Exchange(ref _flushRequested, 0) == 1;
        bool intervalDue = Interlocked.Exchange(ref _intervalDue, 0) == 1;
        if (requested || _stopping) return true;
        if (!intervalDue) return false;

        if (_time.GetElapsedTime(_lastThorough) >= _options.ThoroughFlushInterval)
        {
            _lastThorough = _time.GetTimestamp();
            return true;
        }

        return _log.AppendedOffset - _log.DurableOffset >= (long)_options.FlushLeastPages * LogFormat.PageBytes;
    }

    private void Flush()
    {
        if (!TryWrite()) Volatile.Write(ref _writeFailed, 1);
        bool isFlushed = (_log.DurableOffset == _log.AppendedOffset && !_availability.HasFailed) || TryFlush();
        if (!isFlushed) _waiters.Close();
    }

    private void RequestTelling()
    {
        if (Interlocked.Exchange(ref _telling, Requested) != Idle) return;
        bool isNextDue = Volatile.Read(ref _flushRequested) == 1 && !_hasFlushedLast;
        if (isNextDue) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else TellAll();
    }

    private bool TryWrite()
    {
        try
        {
            _log.Write();
            return true;
        }
        catch (IOException)
        {
            return false;   // the log has said so
        }
    }

    private bool TryFlush()
    {
        if (_availability.HasFailed) return false;
        try
        {
            _log.Flush();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _availability.Fail(
                $"flushing the log failed ({exception.Message}); restart the broker after checking the disk");
            LogEvents.FlushFailed(_logger, exception);
            return false;
        }
    }

    /// <summary>
    /// Tells everyone whose wait is over, then that the log is durable further on. One thread at a time.
    /// </summary>
    private void TellAll()
    {
        do
        {
            Interlocked.Exchange(ref _telling, Running);
            bool isLast = _hasFlushedLast;   // before the offset is read: it is final then
            TellUpTo(_log.DurableOffset, DurabilityOutcome.Durable);
            bool isRefused = Interlocked.Exchange(ref _writeFailed, 0) == 1;
            if (isRefused || _availability.HasFailed || isLast) TellUpTo(long.MaxValue, DurabilityOutcome.Failed);
            if (!_availability.HasFailed) _flushed();
            if (isLast)
            {
                // Never Idle again: there is no flush after the last.
                _ended.TrySetResult();
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _telling, Idle, Running) != Running);
    }

    private void TellUpTo(long logOffset, DurabilityOutcome outcome)
    {
        int count;
        do
        {
            count = _waiters.Take(logOffset, _told);
            foreach (IDurabilityWaiter waiter in _told.AsSpan(0, count)) Tell(waiter, outcome);
            _told.AsSpan(0, count).Clear();
        }
        while (count == _told.Length);
    }

    private void OnInterval()
    {
        Volatile.Write(ref _intervalDue, 1);
        _wake.Set();
    }

    private void Expire()
    {
        Volatile.Write(ref _expiryArmed, 0);
        long now = _time.GetTimestamp();
        long next = _waiters.Expire(now, _tell);
        if (next == 0 || Interlocked.Exchange(ref _expiryArmed, 1) == 1) return;

        _expiry.Change(_time.GetElapsedTime(now, next), Timeout.InfiniteTimeSpan);
    }

    private long ToTicks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private void Tell(IDurabilityWaiter waiter, DurabilityOutcome outcome)
    {
        try
        {
            waiter.OnDurable(outcome);
        }
#pragma warning disable CA1031 // The outer edge: one waiter's fault must not keep the others, or the log, waiting.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogEvents.WaiterFailed(_logger, exception);
        }
    }
}
