namespace Ariane.Testing;

/// <summary>
/// Time that stands still until a test moves it. Timers fire on the thread that does, in the order they are due.
/// </summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];   // Guarded by _gate, as all below.
    private readonly List<(TimeSpan Delay, TaskCompletionSource Seen)> _waiters = [];
    private DateTimeOffset _start = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => _zone;

    /// <summary>Timers that will fire once time moves far enough.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate) return _timers.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _start + _elapsed;
    }

    public override long GetTimestamp()
    {
        lock (_gate) return _elapsed.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void SetLocalTimeZone(TimeZoneInfo zone) => _zone = zone;

    /// <summary>Sets the clock without firing timers, as an operator or NTP may do: they run on elapsed time.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_gate) _start = now - _elapsed;
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan target;
        lock (_gate) target = _elapsed + by;
        while (TakeDue(target) is { } timer) timer.Fire();
    }

    /// <summary>Completes when a timer is, or was, set to fire after exactly this delay.</summary>
    public Task WhenTimerSetAsync(TimeSpan delay)
    {
        lock (_gate)
        {
            if (_timers.Exists(timer => timer.Due == _elapsed + delay)) return Task.CompletedTask;
            var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((delay, seen));
            return seen.Task.WaitAsync(Patience.Limit);
        }
    }

    private ManualTimer? TakeDue(TimeSpan target)
    {
        lock (_gate)
        {
            ManualTimer? next = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            if (next is null)
            {
                if (target > _elapsed) _elapsed = target;
                return null;
            }

            if (next.Due > _elapsed) _elapsed = next.Due;
            if (next.Period is { } period) next.Due += period;
            else _timers.Remove(next);
            return next;
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime < TimeSpan.Zero) return;
            timer.Due = _elapsed + dueTime;
            timer.Period = period > TimeSpan.Zero ? period : null;
            _timers.Add(timer);
            foreach ((TimeSpan delay, TaskCompletionSource seen) in _waiters)
            {
                if (delay == dueTime) seen.TrySetResult();
            }
        }
    }

    private void Remove(ManualTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    private sealed class ManualTimer(ManualTime owner, Action callback) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan? Period { get; set; }

        public void Fire() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            owner.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => owner.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
