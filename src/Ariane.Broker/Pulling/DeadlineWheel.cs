namespace Ariane.Broker.Pulling;

/// <summary>
/// Waiting pulls by the moment their wait ends, in steps of a quarter of a second. Guarded by its owner's lock.
/// </summary>
/// <remarks>
/// A ring of slots that is longer than the longest wait, so that all pulls of a slot have the same deadline. Adding,
/// removing and an idle tick cost the same however many pulls wait.
/// </remarks>
internal sealed class DeadlineWheel(TimeProvider time)
{
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The longest wait that can be added; the slots last for twice that, so that a late tick still finds its pulls.
    /// </summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    private const int SlotCount = 1024;

    private readonly ParkedPull?[] _slots = new ParkedPull?[SlotCount];
    private readonly long _start = time.GetTimestamp();
    private long _reached;

    /// <summary>Forgets the time that passed while nothing waited.</summary>
    public void SkipToNow() => _reached = CurrentTick;

    private long CurrentTick => time.GetElapsedTime(_start).Ticks / Tick.Ticks;

    public void Add(ParkedPull pull, TimeSpan wait)
    {
        // Rounded up: nobody is answered before the time is over.
        long ticks = ((time.GetElapsedTime(_start) + wait).Ticks + Tick.Ticks - 1) / Tick.Ticks;
        pull.Slot = (int)(Math.Max(ticks, _reached + 1) % SlotCount);
        ref ParkedPull? first = ref _slots[pull.Slot];
        pull.PreviousInSlot = null;
        pull.NextInSlot = first;
        if (first is not null) first.PreviousInSlot = pull;
        first = pull;
    }

    public void Remove(ParkedPull pull)
    {
        if (pull.NextInSlot is { } next) next.PreviousInSlot = pull.PreviousInSlot;
        if (pull.PreviousInSlot is { } previous) previous.NextInSlot = pull.NextInSlot;
        else _slots[pull.Slot] = pull.NextInSlot;
        pull.PreviousInSlot = pull.NextInSlot = null;
    }

    /// <summary>
    /// The first pull whose wait is over, which the caller then removes; null when there is none (any more).
    /// </summary>
    public ParkedPull? FindDue()
    {
        long current = CurrentTick;
        if (current - _reached > SlotCount) _reached = current - SlotCount;
        while (_reached < current)
        {
            if (_slots[(_reached + 1) % SlotCount] is { } due) return due;
            _reached++;
        }

        return null;
    }
}
