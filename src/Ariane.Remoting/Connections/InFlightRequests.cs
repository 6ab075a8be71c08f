namespace Ariane.Remoting.Connections;

/// <summary>Counts the requests of one connection whose answers are still to come.</summary>
/// <remarks>
/// Entered by the thread that reads the connection, left from any. Only that thread waits, for room or for the last.
/// </remarks>
internal sealed class InFlightRequests(int limit, long maxBytes)
{
    private int _count;
    private long _bytes;
    private Waiter? _waiter;

    public int Count => Volatile.Read(ref _count);

    public bool IsFull => Volatile.Read(ref _count) >= limit || Volatile.Read(ref _bytes) > maxBytes;

    public void Enter() => Interlocked.Increment(ref _count);

    public void Leave()
    {
        int count = Interlocked.Decrement(ref _count);
        if (Volatile.Read(ref _waiter) is { } waiter && IsOver(waiter, count)) waiter.TrySetResult();
    }

    /// <summary>As <see cref="Enter()"/>, of a request whose handler keeps so much of it.</summary>
    public void Enter(long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        Enter();
    }

    /// <summary>The end of what <see cref="Enter(long)"/> began.</summary>
    public void Leave(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Leave();
    }

    /// <summary>Completes when there is room again, or when <see cref="StopWaiting"/> was called.</summary>
    public Task WaitForRoomAsync() => WaitAsync(limit - 1);

    /// <summary>
    /// Completes when no request is in flight any more, or when <see cref="StopWaiting"/> was called.
    /// </summary>
    public Task WaitForNoneAsync() => WaitAsync(0);

    /// <summary>Releases whoever waits, as the connection is going to close.</summary>
    public void StopWaiting() => Interlocked.Exchange(ref _waiter, Waiter.Released)?.TrySetResult();

    private Task WaitAsync(int until)
    {
        var waiter = new Waiter(until);
        Waiter? before = Volatile.Read(ref _waiter);
        if (before == Waiter.Released || Interlocked.CompareExchange(ref _waiter, waiter, before) != before)
        {
            return Task.CompletedTask;
        }

        // The last one may have left between the caller's look at the count and the exchange.
        if (IsOver(waiter, Count)) waiter.TrySetResult();
        return waiter.Task;
    }

    private bool IsOver(Waiter waiter, int count) =>
        count <= waiter.Until && (count == 0 || Volatile.Read(ref _bytes) <= maxBytes);

    private sealed class Waiter(int until) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public static readonly Waiter Released = new(-1);

        public int Until { get; } = until;
    }
}
