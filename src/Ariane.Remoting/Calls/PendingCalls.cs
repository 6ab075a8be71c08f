using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Ariane.Remoting.Calls;

/// <summary>The calls of one connection that wait for their responses, by opaque. Safe for concurrent use.</summary>
/// <remarks>
/// One timer watches all deadlines. It is set for the earliest one and never moved back when that call completes, so a
/// connection with steady traffic sets it once per timeout, not once per call.
/// </remarks>
internal sealed class PendingCalls
{
    private const int KeptCalls = 256;
    private const long Never = long.MaxValue;

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestTimerPeriod = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly int _limit;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<int, PendingCall> _calls = [];
    private readonly Stack<PendingCall> _spare = new();
    private int _nextOpaque;
    private long _timerSetFor = Never;
    private string? _closedReason;

    public PendingCalls(TimeProvider time, int limit)
    {
        _time = time;
        _limit = limit;
        _timer = time.CreateTimer(
            static calls => ((PendingCalls)calls!).FailOverdue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Enters a call under an opaque of its own, before its request is written.</summary>
    /// <exception cref="RemotingException">The connection has closed, or too many calls wait.</exception>
    public PendingCall Add(int requestCode, TimeSpan timeout)
    {
        long deadline = DeadlineAfter(timeout);
        lock (_gate)
        {
            if (_closedReason is not null) throw Closed(requestCode, _closedReason);
            if (_calls.Count >= _limit) throw TooMany(requestCode);
            if (!_spare.TryPop(out PendingCall? call)) call = new PendingCall(this);

            // After four billion calls the counter meets the oldest call that still waits.
            while (!_calls.TryAdd(_nextOpaque, call)) _nextOpaque++;
            call.Start(_nextOpaque++, requestCode, timeout, deadline);
            if (deadline < _timerSetFor) SetTimer(deadline);
            return call;
        }
    }

    /// <summary>A number for a request that nobody waits for.</summary>
    public int NextOpaque()
    {
        lock (_gate) return _nextOpaque++;
    }

    /// <summary>Takes out the call that a response answers.</summary>
    public bool TryTake(int opaque, [NotNullWhen(true)] out PendingCall? call)
    {
        lock (_gate) return _calls.Remove(opaque, out call);
    }

    /// <summary>Takes out a call unless somebody else has.</summary>
    public bool TryTake(PendingCall call)
    {
        lock (_gate)
        {
            return _calls.TryGetValue(call.Opaque, out PendingCall? found)
                && found == call
                && _calls.Remove(call.Opaque);
        }
    }

    /// <summary>Takes back a call whose result was read.</summary>
    public void Return(PendingCall call)
    {
        lock (_gate)
        {
            if (_spare.Count < KeptCalls) _spare.Push(call);
        }
    }

    /// <summary>Fails all calls and every later one.</summary>
    public void Close(string reason)
    {
        PendingCall[] calls;
        lock (_gate)
        {
            if (_closedReason is not null) return;
            _closedReason = reason;
            calls = [.. _calls.Values];
            _calls.Clear();
        }

        _timer.Dispose();
        foreach (PendingCall call in calls) call.Fail(Closed(call.RequestCode, reason));
    }

    private void FailOverdue()
    {
        List<PendingCall>? overdue = null;
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            long earliest = Never;
            foreach (PendingCall call in _calls.Values)
            {
                if (call.Deadline <= now) (overdue ??= []).Add(call);
                else earliest = Math.Min(earliest, call.Deadline);
            }

            foreach (PendingCall call in CollectionsMarshal.AsSpan(overdue)) _calls.Remove(call.Opaque);
            SetTimer(earliest);
        }

        if (overdue is null) return;
        foreach (PendingCall call in overdue) call.Fail(Overdue(call));
    }

    private void SetTimer(long deadline)
    {
        _timerSetFor = deadline;
        if (deadline == Never) return;

        // Timers count whole milliseconds: one more, so that it does not fire just before the deadline.
        TimeSpan due = _time.GetElapsedTime(_time.GetTimestamp(), deadline) + TimeSpan.FromMilliseconds(1);
        _timer.Change(TimeSpan.FromTicks(Math.Clamp(due.Ticks, 0, LongestTimerPeriod.Ticks)), Timeout.InfiniteTimeSpan);
    }

    private long DeadlineAfter(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan || timeout > LongestTimeout) return Never;
        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        return _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
    }

    private static RemotingException Closed(int requestCode, string reason) =>
        new(
            RemotingFailure.ConnectionClosed,
            $"No response to request {requestCode}: the connection is closed ({reason}).");

    private static RemotingException Overdue(PendingCall call) =>
        new(
            RemotingFailure.Timeout,
            $"No response to request {call.RequestCode} (opaque {call.Opaque}) "
            + $"within {call.Timeout.TotalMilliseconds:0} ms.");

    private RemotingException TooMany(int requestCode) =>
        new(
            RemotingFailure.TooManyCalls,
            $"Request {requestCode} was not sent: {_limit} calls of this connection still wait for their responses.");
}
