using System.Collections.Concurrent;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Groups;

/// <summary>The groups this client takes part in: what its heartbeats announce. Safe for concurrent use.</summary>
internal sealed class GroupTable
{
    private readonly ConcurrentDictionary<string, object> _producers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IConsumerGroup> _consumers = new(StringComparer.Ordinal);

    public bool IsEmpty => _producers.IsEmpty && _consumers.IsEmpty;

    public bool HasConsumers => !_consumers.IsEmpty;

    /// <exception cref="InvalidOperationException">The client has a producer of the group already.</exception>
    public void AddProducer(string group, object producer)
    {
        if (!_producers.TryAdd(group, producer)) throw Duplicate("producer", group);
    }

    /// <exception cref="InvalidOperationException">The client has a consumer of the group already.</exception>
    public void AddConsumer(IConsumerGroup consumer)
    {
        // Members of a group are told apart by their client's id: two in one client would get the same queues.
        if (!_consumers.TryAdd(consumer.Group, consumer)) throw Duplicate("consumer", consumer.Group);
    }

    public void RemoveProducer(string group) => _producers.TryRemove(group, out _);

    public void RemoveConsumer(string group) => _consumers.TryRemove(group, out _);

    public IConsumerGroup? FindConsumer(string group) => _consumers.GetValueOrDefault(group);

    public HeartbeatData Describe(string clientId) => new(clientId)
    {
        Producers = [.. _producers.Keys.Select(static group => new ProducerData(group))],
        Consumers = [.. _consumers.Values.Select(static consumer => consumer.Describe())],
    };

    private static InvalidOperationException Duplicate(string kind, string group) =>
        new($"This client has a {kind} of the group '{group}' already. Share it, or use another ArianeClient.");
}
