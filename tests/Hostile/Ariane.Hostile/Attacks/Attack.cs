namespace Ariane.Hostile.Attacks;

/// <summary>One way to misbehave.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Run">Misbehaves until cancelled, and tells the target's report what it does.</param>
public sealed record Attack(string Name, Func<AttackTarget, CancellationToken, Task> Run)
{
    /// <summary>No attack: a process that uses as much of the machine and leaves the server alone.</summary>
    public static Attack BusyNeighbour { get; } = new("busy-neighbour", ConnectionAttacks.BusyNeighbourAsync);

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("slow-readers", ReadingAttacks.SlowReadersAsync),
        new("parked-pulls", ReadingAttacks.ParkedPullsAsync),
        new("half-open", ConnectionAttacks.HalfOpenAsync),
        new("idle-connections", ConnectionAttacks.IdleAsync),
        new("connection-flood", ConnectionAttacks.FloodAsync),
        new("request-flood", FrameAttacks.RequestFloodAsync),
        new("busy-connections", FrameAttacks.BusyConnectionsAsync),
        new("giant-headers", FrameAttacks.GiantHeadersAsync),
        new("trickled-frames", FrameAttacks.TrickledFramesAsync),
        new("odd-opaques", FrameAttacks.OddOpaquesAsync),
        new("heartbeats", StateAttacks.HeartbeatsAsync),
        new("invented-names", StateAttacks.InventedNamesAsync),
        new("new-topics", StateAttacks.NewTopicsAsync),
        new("fake-brokers", StateAttacks.FakeBrokersAsync),
        new("zlib-bombs", StateAttacks.BombsAsync),
    ];

    public override string ToString() => Name;

    /// <summary>Runs until cancelled, which is how attacks end; then says what was done.</summary>
    public async Task<string> RunAsync(AttackTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await Run(target, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was in the middle of something.
        }

        return target.Report.ToString();
    }
}
