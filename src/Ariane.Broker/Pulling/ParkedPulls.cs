using System.Collections.Concurrent;
using Ariane.Broker.Reading;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Storage;
using Ariane.Storage.Reading;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Pulling;

/// <summary>
/// Pulls that found nothing and wait for a message, for the end of their time, or of their connection.
/// </summary>
/// <remarks>
/// Parking and the end of waiting may happen on any thread; arrivals come from the store's dispatching thread, one at a
/// time. A waiting pull costs an entry: no thread, no timer of its own, no polling. Whoever takes an entry out of its
/// lists, under the lock, answers it, after the lock.
/// </remarks>
internal sealed class ParkedPulls : IArrivalListener, IDisposable
{
    // The dispatching thread may be one that reads a producer's connection: above this others do the work.
    private const int MaxResumedInline = 64;
    private const int MaxPooled = 1024;

    // Connections with more requests in flight share half of the places, so that they leave some to others.
    private const int FewPulls = 1024;

    // Queues that nobody waits for any more are kept, as most will be waited for again, but not without end.
    private const int MaxIdleQueues = 4096;

    private readonly PullReader _reader;
    private readonly MessageStore _store;
    private readonly ReadResultPool _results;
    private readonly PullOptions _options;
    private readonly ILogger<ParkedPulls> _logger;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<QueueKey, ParkedQueue> _queues = new();
    private readonly DeadlineWheel _deadlines;  // Guarded by _gate.
    private readonly Stack<ParkedPull> _pool = new();  // Guarded by _gate.
    private readonly ITimer _timer;
    private readonly List<ParkedPull> _arrived = [];  // Used by the dispatching thread alone.
    private int _count;
    private bool _isTicking;  // Guarded by _gate: the timer runs.
    private bool _isClosed;  // Guarded by _gate.

    public ParkedPulls(
        PullReader reader,
        MessageStore store,
        ReadResultPool results,
        PullOptions options,
        TimeProvider time,
        ILogger<ParkedPulls> logger)
    {
        _reader = reader;
        _store = store;
        _results = results;
        _options = options;
        _logger = logger;
        _deadlines = new DeadlineWheel(time);
        _timer = time.CreateTimer(
            static self => ((ParkedPulls)self!).OnTick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many queues are remembered because somebody waits for them, or did.</summary>
    internal int QueueCount => _queues.Count;

    /// <summary>How many pulls wait now.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Lets a pull wait; false when there are too many already, and then it must be answered at once.
    /// </summary>
    /// <param name="request">A pull that found nothing.</param>
    /// <param name="isLite">It came as LITE_PULL_MESSAGE.</param>
    /// <param name="filter">What it wants of its queue.</param>
    /// <param name="context">Where it came from.</param>
    /// <param name="reply">What the handler returns.</param>
    public bool TryPark(
        in PullMessageRequest request, bool isLite, IMessageFilter? filter, RequestContext context, out Reply reply)
    {
        reply = default;
        int limit = _options.MaxParkedPulls;
        if (context.Connection.RequestsInFlight >= FewPulls) limit /= 2;
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        ParkedPull pull = Rent(out long ticket);
        pull.Request = request;
        pull.IsLite = isLite;
        pull.Filter = filter;
        pull.Reply = context.Defer();
        reply = pull.Reply.AsReply;
        RemotingConnection connection = context.Connection;

        // Before the pull is in the lists: from there on it may be answered and stand for another request.
        pull.WhenClosed = connection.Closed.UnsafeRegister(OnClosed, pull);
        Link(pull, HoldTimeOf(request));

        // What arrived since the pull was read did not find it in the list. The fence keeps this order of write and
        // read; OnArrival has the other half.
        Interlocked.MemoryBarrier();
        bool isMissed = _store.GetMaxOffset(request.Topic, request.QueueId) > request.QueueOffset;
        if ((isMissed || !connection.IsOpen || Volatile.Read(ref _isClosed)) && TryUnlink(pull, ticket)) Resume(pull);
        return true;
    }

    /// <inheritdoc/>
    public void OnArrival(in Arrival arrival)
    {
        // The other half of the fence in TryPark: the new maximum is visible before the list is looked at.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _count) == 0) return;
        var key = new QueueKey(arrival.Topic, arrival.QueueId);
        if (!_queues.TryGetValue(key, out ParkedQueue? queue) || queue.IsEmpty) return;

        lock (_gate)
        {
            for (ParkedPull? pull = queue.First, next; pull is not null; pull = next)
            {
                next = pull.NextInQueue;
                if (arrival.MaxOffset <= pull.Request.QueueOffset) continue;
                if (pull.Filter is { } filter && !filter.MatchesQueueEntry(arrival.TagsCode)) continue;
                Unlink(pull);
                _arrived.Add(pull);
            }
        }
    }

    /// <inheritdoc/>
    public void OnBatchEnd()
    {
        if (_arrived.Count == 0) return;
        if (_arrived.Count > MaxResumedInline)
        {
            List<ParkedPull> others = _arrived[MaxResumedInline..];
            _arrived.RemoveRange(MaxResumedInline, others.Count);
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => work.Self.ResumeAll(work.Others), (Self: this, Others: others), preferLocal: false);
        }

        try
        {
            ResumeAll(_arrived);
        }
        finally
        {
            _arrived.Clear();
        }
    }

    /// <summary>Answers the pulls that wait for a topic, because it changed under them.</summary>
    public void WakeTopic(string topic)
    {
        List<ParkedPull> woken = [];
        lock (_gate)
        {
            foreach ((QueueKey key, ParkedQueue queue) in _queues)
            {
                if (key.Topic == topic) UnlinkAll(queue, woken);
            }
        }

        ResumeAll(woken);
    }

    /// <summary>Answers all that wait, with what there is, and lets nobody wait any more.</summary>
    public void Close()
    {
        List<ParkedPull> woken = [];
        lock (_gate)
        {
            _isClosed = true;
            foreach (ParkedQueue queue in _queues.Values) UnlinkAll(queue, woken);
        }

        ResumeAll(woken);
    }

    public void Dispose() => _timer.Dispose();

    private static void OnClosed(object? state)
    {
        var pull = (ParkedPull)state!;
        pull.Owner.DropIfClosed(pull);
    }

    // The entry may stand for another, living connection by now.
    private void DropIfClosed(ParkedPull pull)
    {
        lock (_gate)
        {
            if (!pull.IsParked || pull.Connection.IsOpen) return;
            Unlink(pull);
        }

        Resume(pull);
    }

    private TimeSpan HoldTimeOf(in PullMessageRequest request)
    {
        TimeSpan most = _options.MaxHoldTime < DeadlineWheel.MaxWait ? _options.MaxHoldTime : DeadlineWheel.MaxWait;
        TimeSpan wanted = _options.LongPolling
            ? TimeSpan.FromMilliseconds(Math.Clamp(request.SuspendTimeoutMillis, 0, (long)most.TotalMilliseconds))
            : _options.ShortPollingTime;
        return wanted < most ? wanted : most;
    }

    private ParkedPull Rent(out long ticket)
    {
        lock (_gate)
        {
            if (!_pool.TryPop(out ParkedPull? pull)) pull = new ParkedPull(this);
            ticket = ++pull.Ticket;
            return pull;
        }
    }

    private void Link(ParkedPull pull, TimeSpan wait)
    {
        var key = new QueueKey(pull.Request.Topic, pull.Request.QueueId);
        lock (_gate)
        {
            // Under the lock: an entry without pulls may be removed under it.
            ParkedQueue queue = _queues.GetOrAdd(key, static _ => new ParkedQueue());
            StartTicking();
            queue.Add(pull);
            _deadlines.Add(pull, wait);
            pull.IsParked = true;
        }
    }

    // The caller holds _gate.
    private void Unlink(ParkedPull pull)
    {
        pull.Queue!.Remove(pull);
        _deadlines.Remove(pull);
        pull.IsParked = false;
        Interlocked.Decrement(ref _count);
    }

    private bool TryUnlink(ParkedPull pull, long ticket)
    {
        lock (_gate)
        {
            if (!pull.IsParked || pull.Ticket != ticket) return false;
            Unlink(pull);
            return true;
        }
    }

    // The caller holds _gate.
    private void UnlinkAll(ParkedQueue queue, List<ParkedPull> unlinked)
    {
        while (queue.First is { } pull)
        {
            Unlink(pull);
            unlinked.Add(pull);
        }
    }

    private void ResumeAll(List<ParkedPull> pulls)
    {
        if (pulls.Count == 0) return;
        using FlushScope scope = FlushScope.Begin();
        for (int i = 0; i < pulls.Count; i++) Resume(pulls[i]);
    }

    /// <summary>Reads a pull that waits no more once again and answers it, whatever there is.</summary>
    private void Resume(ParkedPull pull)
    {
        // Does not wait for a callback that runs; that finds the entry parked for another connection, or not at all.
        pull.WhenClosed.Unregister();
        DeferredReply reply = pull.Reply!;
        ReadResult result = _results.Rent();
        PullAnswer answer = ReadAgain(pull, result);
        if (answer.HasMessages) reply.Complete(answer.Code, answer.Header, new StoredMessages(result), answer.Remark);
        else reply.Complete(answer.Code, answer.Header, answer.Remark);

        _results.Return(result);
        pull.Clear();
        lock (_gate)
        {
            if (_pool.Count < MaxPooled) _pool.Push(pull);
        }
    }

    private PullAnswer ReadAgain(ParkedPull pull, ReadResult result)
    {
        try
        {
            return _reader.Read(pull.Request, pull.IsLite, pull.Connection.RemoteHost, result);
        }
        catch (Exception exception)
        {
            // The outer edge of this request: no connection's read loop is above it.
            PullLog.ResumeFailed(_logger, pull.Request.Topic, pull.Request.QueueId, exception);
            return PullAnswer.Refuse(ResponseCode.SystemError, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    // The caller holds _gate.
    private void StartTicking()
    {
        if (_isTicking) return;
        _isTicking = true;
        _deadlines.SkipToNow();
        _timer.Change(DeadlineWheel.Tick, DeadlineWheel.Tick);
    }

    private void OnTick()
    {
        List<ParkedPull>? due = null;
        lock (_gate)
        {
            while (_deadlines.FindDue() is { } pull)
            {
                Unlink(pull);
                (due ??= []).Add(pull);
            }

            RemoveIdleQueues();
            if (Volatile.Read(ref _count) == 0)
            {
                _isTicking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        if (due is not null) ResumeAll(due);
    }

    // The caller holds _gate.
    private void RemoveIdleQueues()
    {
        if (_queues.Count <= MaxIdleQueues + (2 * Volatile.Read(ref _count))) return;
        foreach (KeyValuePair<QueueKey, ParkedQueue> entry in _queues)
        {
            if (entry.Value.IsEmpty) _queues.TryRemove(entry);
        }
    }

    private readonly record struct QueueKey(string Topic, int QueueId);
}
