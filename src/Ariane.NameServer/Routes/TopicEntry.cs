using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Routes;

/// <summary>The queues of one topic, by broker name, and the cached route made of them.</summary>
/// <remarks>
/// The queues are used only under the route table's lock; whoever changes them clears the cached route before the lock
/// is released. The cached route is read by anybody, without the lock.
/// </remarks>
internal sealed class TopicEntry(string topic)
{
    private volatile CachedRoute? _route;

    public string Topic { get; } = topic;

    public Dictionary<string, QueueData> Queues { get; } = new(StringComparer.Ordinal);

    public CachedRoute? Route
    {
        get => _route;
        set => _route = value;
    }
}
