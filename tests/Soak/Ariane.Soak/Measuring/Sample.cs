namespace Ariane.Soak.Measuring;

/// <summary>The state of a soak at a moment. Counts are of all since the start.</summary>
/// <param name="Life">The number of the broker's process; each restart begins a new one.</param>
/// <param name="LifeAge">Since that process accepts sends.</param>
/// <param name="OldestWait">Of the message that has waited longest for a reader.</param>
/// <param name="Received">Of each reader.</param>
/// <param name="Duplicates">Of each reader.</param>
internal sealed record Sample(
    TimeSpan At,
    int Life,
    TimeSpan LifeAge,
    int Acknowledged,
    TimeSpan OldestWait,
    IReadOnlyList<long> Received,
    IReadOnlyList<long> Duplicates,
    int Members)
{
    /// <summary>Null while the broker restarts.</summary>
    public ProcessUsage? Broker { get; init; }

    /// <summary>Of the process that runs the soak, with all its clients.</summary>
    public required ProcessUsage Clients { get; init; }

    /// <summary>The managed heap of the clients after a full collection.</summary>
    public long ClientHeapBytes { get; init; }

    public long DiskBytes { get; init; }
}
