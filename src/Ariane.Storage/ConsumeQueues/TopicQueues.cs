using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>The queues of one topic by id. Any thread; finding takes no lock.</summary>
internal sealed class TopicQueues(string topic, QueueSegments segments)
{
    /// <summary>Ids below are looked up in an array; anything a peer may send beyond goes into a dictionary.</summary>
    private const int MaxDenseId = 1024;

    private readonly Lock _gate = new();
    private volatile ConsumeQueue?[] _dense = []; // Replaced under _gate, never changed.
    private volatile ConcurrentDictionary<int, ConsumeQueue>? _sparse; // Set once, under _gate.

    public bool TryGet(int queueId, [NotNullWhen(true)] out ConsumeQueue? queue)
    {
        ConsumeQueue?[] dense = _dense;
        if ((uint)queueId < (uint)dense.Length) return (queue = dense[queueId]) is not null;

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

            var dense = new ConsumeQueue?[Math.Max(_dense.Length, queueId + 1)];
            _dense.CopyTo(dense, 0);
            dense[queueId] = queue;
            _dense = dense;
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
}
