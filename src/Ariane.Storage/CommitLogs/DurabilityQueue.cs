namespace Ariane.Storage.CommitLogs;

/// <summary>Who waits for the disk, in log order. Thread-safe.</summary>
/// <remarks>A waiter is told exactly once: by whoever takes it out. Nothing is allocated per waiter.</remarks>
internal sealed class DurabilityQueue(int limit)
{
    private const int InitialCapacity = 64;

    private readonly Lock _gate = new();
    private Entry[] _entries = new Entry[InitialCapacity];   // Guarded by _gate; sorted by EndOffset.
    private int _count;                                      // Guarded by _gate.
    private bool _closed;                                    // Guarded by _gate.

    /// <summary>Adds a waiter; false when closed or when as many wait as are allowed.</summary>
    public bool TryAdd(long endOffset, IDurabilityWaiter waiter, long deadline, out bool closed)
    {
        lock (_gate)
        {
            closed = _closed;
            if (closed || _count >= limit) return false;
            if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);

            // Callers come here in nearly the order in which they appended: the place is at or close to the end.
            int index = _count;
            while (index > 0 && _entries[index - 1].EndOffset > endOffset)
            {
                _entries[index] = _entries[index - 1];
                index--;
            }

            _entries[index] = new Entry(endOffset, deadline, waiter);
            _count++;
            return true;
        }
    }

    /// <summary>Takes out those who wait for nothing beyond an offset, in log order, as many as fit.</summary>
    /// <returns>How many were taken; fewer than fit mean that there are no more.</returns>
    public int Take(long durableOffset, Span<IDurabilityWaiter> taken)
    {
        lock (_gate)
        {
            int count = 0;
            while (count < taken.Length && count < _count && _entries[count].EndOffset <= durableOffset)
            {
                taken[count] = _entries[count].Waiter;
                count++;
            }

            RemoveFirst(count);
            return count;
        }
    }

    /// <summary>Takes no more waiters. Those already here stay until they are taken.</summary>
    public void Close()
    {
        lock (_gate) _closed = true;
    }

    /// <summary>Tells those whose time is up. Returns the next deadline, or 0 when nobody waits.</summary>
    public long Expire(long now, Action<IDurabilityWaiter, DurabilityOutcome> tell)
    {
        var expired = new List<IDurabilityWaiter>();
        long next = 0;
        lock (_gate)
        {
            int kept = 0;
            for (int index = 0; index < _count; index++)
            {
                Entry entry = _entries[index];
                if (entry.Deadline <= now)
                {
                    expired.Add(entry.Waiter);
                    continue;
                }

                if (next == 0 || entry.Deadline < next) next = entry.Deadline;
                _entries[kept++] = entry;
            }

            Array.Clear(_entries, kept, _count - kept);
            _count = kept;
        }

        foreach (IDurabilityWaiter waiter in expired) tell(waiter, DurabilityOutcome.TimedOut);
        return next;
    }

    private void RemoveFirst(int count)
    {
        Array.Copy(_entries, count, _entries, 0, _count - count);
        Array.Clear(_entries, _count - count, count);
        _count -= count;
    }

    /// <param name="EndOffset">What must be on disk.</param>
    /// <param name="Deadline">Timestamp of the time provider.</param>
    /// <param name="Waiter">Who is told.</param>
    private readonly record struct Entry(long EndOffset, long Deadline, IDurabilityWaiter Waiter);
}
