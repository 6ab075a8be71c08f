using System.Diagnostics.CodeAnalysis;

namespace Ariane.Remoting.Connections;

/// <summary>
/// Lets requests that take long pass one at a time, and rests after each, so that all of them together never take more
/// than a quarter of one processor for long. Safe for concurrent use. Waiting takes no thread.
/// </summary>
/// <remarks>
/// A heartbeat of a megabyte takes as long as ten thousand pulls. Twenty connections that send one after the other
/// would keep every thread that reads connections busy, and the garbage collector with them.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Only the semaphore's wait handle would need it; nobody asks for it.")]
internal sealed class SlowLane(TimeProvider time)
{
    // Of what a request took.
    private const int Rest = 3;

    // Below it, many may come at once for a good reason, as when all clients connect again.
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(5);

    // The clock of a machine that was suspended may jump.
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _place = new(1);

    /// <summary>Completes when all who came before have left and the lane has rested.</summary>
    /// <returns>Disposing it leaves the lane.</returns>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await _place.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Place(this, time.GetTimestamp());
    }

    private async Task LeaveAsync(long entered)
    {
        TimeSpan rest = time.GetElapsedTime(entered) * Rest;
        if (rest > LongestRest) rest = LongestRest;
        if (rest >= ShortestRest) await Task.Delay(rest, time, CancellationToken.None).ConfigureAwait(false);
        _place.Release();
    }

    /// <summary>The right to go on; disposed once.</summary>
    public readonly struct Place(SlowLane lane, long entered) : IDisposable
    {
        public void Dispose() => _ = lane.LeaveAsync(entered);
    }
}
