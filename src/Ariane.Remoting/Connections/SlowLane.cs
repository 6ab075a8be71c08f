using System.Diagnostics.CodeAnalysis;

namespace Ariane.Remoting.Connections;

/// <summary>
/// Lets requests that take long pass one at a time, and rests after them, so that all of them together take no more
/// than a hundredth of one processor for long. Safe for concurrent use. Waiting takes no thread.
/// </summary>
/// <remarks>
/// A heartbeat of a megabyte takes as long as ten thousand pulls. Twenty connections that send one after the other
/// would keep every thread that reads connections busy. And what such requests leave behind has to be moved by the
/// garbage collector, while which everybody waits: that has to stay far below a hundredth of the time.
/// </remarks>
[SuppressMessage("Design", "CA1001",
    Justification = "Only the semaphore's wait handle would need it; nobody asks for it.")]
internal sealed class SlowLane(TimeProvider time)
{
    /// <summary>Of what a request took.</summary>
    internal const int Rest = 99;

    /// <summary>
    /// What needs no rest after a quiet time: when brokers or clients connect again there is a good reason.
    /// </summary>
    internal static readonly TimeSpan MostCredit = TimeSpan.FromSeconds(1);

    // The clock of a machine that was suspended may jump, and others wait for the end of the rest.
    private static readonly TimeSpan MostDebt = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _place = new(1);

    // Of who has the place.
    private TimeSpan _credit = MostCredit;
    private long _left = time.GetTimestamp();

    /// <summary>Completes when all who came before have left and the lane has rested.</summary>
    /// <returns>Disposing it leaves the lane.</returns>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await _place.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Place(this, time.GetTimestamp());
    }

    private async Task LeaveAsync(long entered)
    {
        TimeSpan credit = _credit + (time.GetElapsedTime(_left, entered) / Rest);
        if (credit > MostCredit) credit = MostCredit;
        credit -= time.GetElapsedTime(entered);
        if (credit < -MostDebt) credit = -MostDebt;
        _credit = credit;
        _left = time.GetTimestamp();
        if (credit < TimeSpan.Zero)
            await Task.Delay(-credit * Rest, time, CancellationToken.None).ConfigureAwait(false);
        _place.Release();
    }

    /// <summary>The right to go on; disposed once.</summary>
    public readonly struct Place(SlowLane lane, long entered) : IDisposable
    {
        public void Dispose() => _ = lane.LeaveAsync(entered);
    }
}
