using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>Finds queues by topic and queue id without allocating. Any thread.</summary>
internal sealed class QueueLookup(QueueSegments segments)
{
    private const int MaxTopicChars = 512;

    private readonly ConcurrentDictionary<string, TopicQueues> _topics = new(StringComparer.Ordinal);

    public ICollection<string> Topics => _topics.Keys;

    public bool TryGet(string topic, int queueId, [NotNullWhen(true)] out ConsumeQueue? queue)
    {
        queue = null;
        return _topics.TryGetValue(topic, out TopicQueues? queues) && queues.TryGet(queueId, out queue);
    }

    public ConsumeQueue GetOrAdd(string topic, int queueId) =>
        TryGet(topic, queueId, out ConsumeQueue? queue) ? queue : Add(topic, queueId);

    /// <summary>The same for a topic in UTF-8, as records carry it.</summary>
    public ConsumeQueue GetOrAdd(ReadOnlySpan<byte> topic, int queueId)
    {
        Span<char> buffer = stackalloc char[MaxTopicChars];
        if (topic.Length > MaxTopicChars) return GetOrAdd(Encoding.UTF8.GetString(topic), queueId);

        ReadOnlySpan<char> name = buffer[..Encoding.UTF8.GetChars(topic, buffer)];
        var byName = _topics.GetAlternateLookup<ReadOnlySpan<char>>();
        return byName.TryGetValue(name, out TopicQueues? queues) && queues.TryGet(queueId, out ConsumeQueue? queue)
            ? queue
            : Add(name.ToString(), queueId);
    }

    /// <summary>All queues, in no order; some that are added meanwhile may be missing.</summary>
    public IEnumerable<ConsumeQueue> All() => _topics.Values.SelectMany(static queues => queues.All());

    /// <summary>Forgets a topic; returns the queues it had.</summary>
    public IReadOnlyList<ConsumeQueue> Remove(string topic) =>
        _topics.TryRemove(topic, out TopicQueues? queues) ? [.. queues.All()] : [];

    /// <summary>Forgets all topics. Recovery only.</summary>
    public void Clear() => _topics.Clear();

    private ConsumeQueue Add(string topic, int queueId) =>
        _topics.GetOrAdd(topic, static (name, segments) => new TopicQueues(name, segments), segments).GetOrAdd(queueId);
}
