using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Routes;

/// <summary>Which broker has how many queues of which topic.</summary>
/// <remarks>
/// Changed only under the route table's lock, and every change drops the cached routes it makes stale. Finding an
/// entry, to read its cached route, needs no lock: that is what keeps route queries fast while brokers register.
/// </remarks>
internal sealed class TopicTable
{
    private readonly ConcurrentDictionary<string, TopicEntry> _topics = new(StringComparer.Ordinal);

    // By broker name, so that what concerns one broker costs no look at the topics of all others.
    private readonly Dictionary<string, HashSet<TopicEntry>> _byBroker = new(StringComparer.Ordinal);

    // Names of brokers whose topics somebody else than they themselves has deleted since they last registered
    // all of them.
    private readonly HashSet<string> _withLosses = new(StringComparer.Ordinal);

    // Static topics: topic to broker name to mapping. Never cleaned, as upstream:
    // a mapping outlives its broker's absence.
    private readonly Dictionary<string, Dictionary<string, TopicQueueMappingInfo>> _mappings =
        new(StringComparer.Ordinal);

    /// <summary>Pairs of a topic and a broker that has it.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Mapped queues of static topics, and one for each mapping.</summary>
    public int MappedQueues { get; private set; }

    public IEnumerable<TopicEntry> Entries => _topics.Select(topic => topic.Value);

    public bool TryFind(string topic, [NotNullWhen(true)] out TopicEntry? entry) =>
        _topics.TryGetValue(topic, out entry);

    public bool Has(string topic, string brokerName) =>
        TryFind(topic, out var entry) && entry.Queues.ContainsKey(brokerName);

    /// <summary>Sets a broker's queues of a topic.</summary>
    public void Put(string topic, QueueData queues)
    {
        // Looked up first: GetOrAdd would allocate for every topic of every registration.
        if (!TryFind(topic, out var entry)) _topics[topic] = entry = new TopicEntry(topic);
        if (entry.Queues.TryGetValue(queues.BrokerName, out var known) && known == queues) return;

        if (known is null) Enter(entry, queues.BrokerName);
        entry.Queues[queues.BrokerName] = queues;
        entry.Route = null;
    }

    /// <summary>Takes a broker's queues from a topic, and the topic with the last of them.</summary>
    public void Remove(TopicEntry entry, string brokerName)
    {
        if (!entry.Queues.Remove(brokerName)) return;

        Leave(entry, brokerName);
        entry.Route = null;
        if (entry.Queues.Count == 0) _topics.TryRemove(entry.Topic, out _);
    }

    /// <summary>Deletes a topic, or what one broker has of it, as somebody else than the broker wants it.</summary>
    public void Delete(TopicEntry entry, string brokerName)
    {
        if (entry.Queues.ContainsKey(brokerName)) _withLosses.Add(brokerName);
        Remove(entry, brokerName);
    }

    /// <inheritdoc cref="Delete(TopicEntry, string)"/>
    public void Delete(string topic)
    {
        if (!_topics.TryGetValue(topic, out var entry)) return;
        foreach (string brokerName in entry.Queues.Keys.ToArray()) Delete(entry, brokerName);
    }

    /// <summary>Whether topics of the broker were deleted that its next registration brings back.</summary>
    public bool HasLost(string brokerName) => _withLosses.Contains(brokerName);

    public void ForgetLosses(string brokerName) => _withLosses.Remove(brokerName);

    /// <summary>Gives another permission to the topics a broker has.</summary>
    /// <returns>How many topics the broker has.</returns>
    public int ChangePermissions(string brokerName, Func<TopicPermission, TopicPermission> change)
    {
        if (!_byBroker.TryGetValue(brokerName, out var entries)) return 0;
        foreach (var entry in entries)
        {
            var queues = entry.Queues[brokerName];
            Put(entry.Topic, queues with { Perm = change(queues.Perm) });
        }

        return entries.Count;
    }

    public void PutMapping(string topic, TopicQueueMappingInfo mapping)
    {
        if (!_mappings.TryGetValue(topic, out var byBroker))
        {
            _mappings[topic] = byBroker = new Dictionary<string, TopicQueueMappingInfo>(StringComparer.Ordinal);
        }

        if (byBroker.TryGetValue(mapping.BrokerName, out var known)) MappedQueues -= known.CurrentIds.Count + 1;
        MappedQueues += mapping.CurrentIds.Count + 1;
        byBroker[mapping.BrokerName] = mapping;
        if (TryFind(topic, out var entry)) entry.Route = null;
    }

    /// <summary>A copy of a static topic's mappings, or null for any other topic.</summary>
    public IReadOnlyDictionary<string, TopicQueueMappingInfo>? MappingsOf(string topic) =>
        _mappings.TryGetValue(topic, out var byBroker)
            ? new Dictionary<string, TopicQueueMappingInfo>(byBroker, StringComparer.Ordinal)
            : null;

    /// <summary>Drops the cached routes that name a broker, as its addresses are others now.</summary>
    public void DropRoutesThrough(string brokerName)
    {
        if (!_byBroker.TryGetValue(brokerName, out var entries)) return;
        foreach (var entry in entries) entry.Route = null;
    }

    private void Enter(TopicEntry entry, string brokerName)
    {
        EntryCount++;
        if (!_byBroker.TryGetValue(brokerName, out var entries)) _byBroker[brokerName] = entries = [];
        entries.Add(entry);
    }

    private void Leave(TopicEntry entry, string brokerName)
    {
        EntryCount--;
        var entries = _byBroker[brokerName];
        entries.Remove(entry);
        if (entries.Count == 0) _byBroker.Remove(brokerName);
    }
}
