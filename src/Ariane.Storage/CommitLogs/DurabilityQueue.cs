using System.Diagnostics;

namespace Ariane.Storage.CommitLogs;

/// <summary>Who waits for the disk, in log order: those of the running flush and those of the next.</summary>
/// <remarks>
/// Appenders add, the flusher takes and completes, a timer expires. A waiter is told exactly once: whoever swaps it out
/// of its entry tells it. Nothing is allocated per waiter.
/// </remarks>
internal sealed class DurabilityQueue(int limit)
{
    private const int InitialCapacity = 64;

    private readonly Lock _gate = new();
    private Entry[] _pending = new Entry[InitialCapacity];   // Guarded by _gate; sorted by EndOffset.
    private int _pendingCount;                               // Guarded by _gate.
    private Entry[] _flushing = new Entry[InitialCapacity];  // Guarded by _gate, but for the waiters in it.
    private int _flushingCount;                              // Guarded by _gate.
    private bool _closed;                                    // Guarded by _gate.

    /// <summary>Nobody waits for the flush that has begun. Flushing thread.</summary>
    public bool IsFlushEmpty => _flushingCount == 0;

    /// <summary>Adds a waiter for the next flush; false when closed or when as many wait as are allowed.</summary>
    public bool TryAdd(long endOffset, IDurabilityWaiter waiter, long deadline, out bool closed)
    {
        lock (_gate)
        {
            closed = _closed;
            if (closed || _pendingCount >= limit) return false;
            if (_pendingCount == _pending.Length) Array.Resize(ref _pending, _pending.Length * 2);

            // Callers come here in nearly the order in which they appended: the place is at or close to the end.
            int index = _pendingCount;
            while (index > 0 && _pending[index - 1].EndOffset > endOffset)
            {
                _pending[index] = _pending[index - 1];
                index--;
            }

            _pending[index] = new Entry { EndOffset = endOffset, Deadline = deadline, Waiter = waiter };
            _pendingCount++;
            return true;
        }
    }

    /// <summary>Before a flush: those who wait now will have what they wait for when it ends. Flushing thread.</summary>
    public void BeginFlush()
    {
        lock (_gate)
        {
            Debug.Assert(_flushingCount == 0);
            (_pending, _flushing) = (_flushing, _pending);
            (_pendingCount, _flushingCount) = (0, _pendingCount);
        }
    }

    /// <summary>After a flush: tells everyone of it, in log order. Flushing thread.</summary>
    public void EndFlush(DurabilityOutcome outcome, Action<IDurabilityWaiter, DurabilityOutcome> tell)
    {
        // Only this thread replaces the array; a timer may still take single waiters out of it.
        Entry[] entries = _flushing;
        for (int index = 0; index < _flushingCount; index++)
        {
            if (Interlocked.Exchange(ref entries[index].Waiter, null) is { } waiter) tell(waiter, outcome);
        }

        lock (_gate) _flushingCount = 0;
    }

    /// <summary>Takes no more waiters. Those already here are still flushed, or failed with <see cref="EndFlush"/>.</summary>
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
            TakeExpired(_flushing.AsSpan(0, _flushingCount), now, expired, ref next);
            TakeExpired(_pending.AsSpan(0, _pendingCount), now, expired, ref next);
        }

        foreach (IDurabilityWaiter waiter in expired) tell(waiter, DurabilityOutcome.TimedOut);
        return next;
    }

    private static void TakeExpired(Span<Entry> entries, long now, List<IDurabilityWaiter> expired, ref long next)
    {
        foreach (ref Entry entry in entries)
        {
            if (entry.Deadline > now)
            {
                bool waits = Volatile.Read(ref entry.Waiter) is not null;
                if (waits && (next == 0 || entry.Deadline < next)) next = entry.Deadline;
            }
            else if (Interlocked.Exchange(ref entry.Waiter, null) is { } waiter)
            {
                expired.Add(waiter);
            }
        }
    }

    private struct Entry
    {
        public long EndOffset;
        public long Deadline;   // TimeProvider timestamp
        public IDurabilityWaiter? Waiter;
    }
}
