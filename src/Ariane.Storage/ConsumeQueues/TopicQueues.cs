using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>The queues of one topic by id. Any thread; finding takes no lock.</summary>
internal sealed class TopicQueues(string topic, QueueSegments segments)
{
    /// <summary>Ids below are looked up in an array; anything a peer may send beyond goes into a dictionary.</summary>
    private const int MaxDenseId = 1024;

    private readonly Lock _gate = new();
    private volatile ConsumeQueue?[] _dense = []; // Replaced by a larger one, and filled, under _gate.
    private volatile ConcurrentDictionary<int, ConsumeQueue>? _sparse; // Set once, under _gate.

    public bool TryGet(int queueId, [NotNullWhen(true)] out ConsumeQueue? queue)
    {
        ConsumeQueue?[] dense = _dense;
        if ((uint)queueId < (uint)dense.Length) return (queue = Volatile.Read(ref dense[queueId])) is not null;

        queue = null;
        return _sparse is { } sparse && sparse.TryGetValue(queueId, out queue);
    }

    public ConsumeQueue GetOrAdd(int queueId)
    {
        lock (_gate)
        {
            if (TryGet(queueId, out ConsumeQueue? queue)) return queue;

            queue = new ConsumeQueue(topic, queueId, segments);
            if (queueId is < 0 or >= MaxDenseId)
            {
                (_sparse ??= new ConcurrentDictionary<int, ConsumeQueue>())[queueId] = queue;
                return queue;
            }

            if (queueId >= _dense.Length) Grow(queueId + 1);
            Volatile.Write(ref _dense[queueId], queue);
            return queue;
        }
    }

    public IEnumerable<ConsumeQueue> All()
    {
        foreach (ConsumeQueue? queue in _dense)
        {
            if (queue is not null) yield return queue;
        }

        if (_sparse is not { } sparse) yield break;
        foreach (KeyValuePair<int, ConsumeQueue> entry in sparse) yield return entry.Value;
    }

    private void Grow(int atLeast)
    {
        // Four, not one, as topics rarely have fewer; double, as ids mostly come in order.
        var dense = new ConsumeQueue?[(int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(atLeast, 4))];
        _dense.CopyTo(dense, 0);
        _dense = dense;
    }
}
