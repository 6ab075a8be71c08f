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
    public bool Set(int queueId, long offset)
    {
        lock (_gate)
        {
            if (_offsets.TryGetValue(queueId, out long current) && current == offset) return false;
            _offsets[queueId] = offset;
            return true;
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
