namespace Ariane.Soak.Disturbing;

/// <summary>
/// A time in which things may go wrong: from the beginning of a disturbance until a while after its end. Disturbances
/// of one window do not overlap. Safe for concurrent use.
/// </summary>
internal sealed class Window(TimeSpan grace, TimeProvider time)
{
    private long _closesAt = long.MinValue;

    public bool IsOpen => time.GetTimestamp() < Volatile.Read(ref _closesAt);

    public void Begin() => Volatile.Write(ref _closesAt, long.MaxValue);

    public void End() => Volatile.Write(
        ref _closesAt, time.GetTimestamp() + (long)(grace.TotalSeconds * time.TimestampFrequency));
}
