namespace Ariane.Remoting.Connections;

/// <summary>
/// Calls back once nothing has moved for a while. Costs a flag per movement and one timer, no look at the clock.
/// </summary>
/// <remarks>Ticks several times per timeout, so the callback comes late by at most one tick.</remarks>
internal sealed class IdleTimer : IDisposable
{
    private const int TicksPerTimeout = 8;

    private readonly Action _onIdle;
    private readonly ITimer? _timer;
    private int _idleTicks;
    private bool _moved;

    /// <param name="timeout">
    /// How long nothing may move; <see cref="Timeout.InfiniteTimeSpan"/> or zero: for ever.
    /// </param>
    /// <param name="time">Ticks.</param>
    /// <param name="onIdle">Called once, on a thread of the timer's.</param>
    public IdleTimer(TimeSpan timeout, TimeProvider time, Action onIdle)
    {
        _onIdle = onIdle;
        if (timeout <= TimeSpan.Zero) return;
        TimeSpan period = TimeSpan.FromTicks(Math.Max(timeout.Ticks / TicksPerTimeout, TimeSpan.TicksPerMillisecond));
        _timer = time.CreateTimer(static timer => ((IdleTimer)timer!).Tick(), this, period, period);
    }

    /// <summary>Something was read or written. From any thread.</summary>
    public void Moved()
    {
        if (!Volatile.Read(ref _moved)) Volatile.Write(ref _moved, true);
    }

    public void Dispose() => _timer?.Dispose();

    private void Tick()
    {
        if (Interlocked.Exchange(ref _moved, false))
        {
            Volatile.Write(ref _idleTicks, 0);
        }
        else if (Interlocked.Increment(ref _idleTicks) == TicksPerTimeout)
        {
            _onIdle();
        }
    }
}
