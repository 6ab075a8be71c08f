namespace Ariane.Broker.Offsets;

/// <summary>How far one group has consumed the queues of one topic. Thread-safe.</summary>
internal sealed class QueueOffsets
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, long> _offsets;  // Guarded by _gate.

    public QueueOffsets() => _offsets = [];

    public QueueOffsets(IReadOnlyDictionary<int, long> offsets) => _offsets = new Dictionary<int, long>(offsets);

    /// <summary>
    /// Any value is taken, lower ones too: operators and clients rewind on purpose. False if nothing changed.
    /// </summary>
    /// <param name="mayAdd">Whether a queue without an offset may get one.</param>
    /// <param name="isRefused">It has none and may not get one.</param>
    /// <param name="isAdded">It had none before.</param>
    public bool Set(int queueId, long offset, bool mayAdd, out bool isRefused, out bool isAdded)
    {
        lock (_gate)
        {
            isAdded = !_offsets.TryGetValue(queueId, out long current);
            isRefused = isAdded && !mayAdd;
            isAdded &= mayAdd;
            if (isRefused || (!isAdded && current == offset)) return false;
            _offsets[queueId] = offset;
            return true;
        }
    }

    public int Count
    {
        get
        {
            lock (_gate) return _offsets.Count;
        }
    }

    public bool TryGet(int queueId, out long offset)
    {
        lock (_gate) return _offsets.TryGetValue(queueId, out offset);
    }

    public Dictionary<int, long> Copy()
    {
        lock (_gate) return new Dictionary<int, long>(_offsets);
    }
}
