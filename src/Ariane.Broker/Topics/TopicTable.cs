using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ariane.Broker.Persistence;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Topics;

/// <summary>
/// The topics of this broker. Read without a lock from any thread; changes are serialised, saved and announced.
/// </summary>
internal sealed class TopicTable
{
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly TableFile<TopicConfigTable> _file;
    private readonly TopicOptions _options;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _ownNames;
    private DataVersion _version;  // Guarded by _gate.

    /// <param name="cluster">Names of cluster and broker are topics too.</param>
    /// <param name="broker">See <paramref name="cluster"/>.</param>
    /// <param name="options">Limits and which system topics there are.</param>
    /// <param name="file">Where the table is kept; loaded here.</param>
    /// <param name="time">Dates the versions.</param>
    public TopicTable(
        string cluster, string broker, TopicOptions options, TableFile<TopicConfigTable> file, TimeProvider time)
    {
        _options = options;
        _file = file;
        _time = time;
        _ownNames = new HashSet<string>(StringComparer.Ordinal)
        {
            cluster, broker, cluster + ResourceNames.ReplyTopicSuffix,
        };
        if (options.TraceTopic) _ownNames.Add(options.TraceTopicName);

        foreach (TopicConfig config in SystemTopics.Of(cluster, broker, options))
            _topics[config.TopicName] = new Topic(config);
        TopicConfigTable? saved = file.Load();
        foreach (TopicConfig config in saved?.Topics.Values ?? []) _topics[config.TopicName] = new Topic(config);
        _version = saved?.DataVersion ?? new DataVersion(0, time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        file.Snapshot = Snapshot;
    }

    /// <summary>Hears of every created or changed topic; set once, before the first request.</summary>
    public ITopicListener? Listener { get; set; }

    public bool TryGet(string name, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue(name, out topic);

    public bool Contains(string name) => _topics.ContainsKey(name);

    /// <summary>Whether only the broker itself may change or delete the topic.</summary>
    public bool IsSystem(string name) => ResourceNames.IsSystemTopic(name) || _ownNames.Contains(name);

    /// <summary>All topics and the version of exactly this state.</summary>
    public TopicConfigTable Snapshot()
    {
        lock (_gate)
        {
            return new TopicConfigTable
            {
                Topics = _topics.ToDictionary(static pair => pair.Key, static pair => pair.Value.Config),
                DataVersion = _version,
            };
        }
    }

    /// <summary>Some topics, those that still exist, and the current version.</summary>
    public TopicConfigTable Snapshot(IEnumerable<string> names)
    {
        lock (_gate)
        {
            var found = new Dictionary<string, TopicConfig>();
            foreach (string name in names)
            {
                if (_topics.TryGetValue(name, out Topic? topic)) found[name] = topic.Config;
            }

            return new TopicConfigTable { Topics = found, DataVersion = _version };
        }
    }

    /// <summary>Creates or replaces a topic; false when the table is full.</summary>
    public bool TryPut(TopicConfig config)
    {
        lock (_gate)
        {
            if (!_topics.ContainsKey(config.TopicName) && _topics.Count >= _options.MaxTopics) return false;
            _topics[config.TopicName] = new Topic(config);
            _version = _version.Next(_time.GetUtcNow());
        }

        Announce(config.TopicName);
        return true;
    }

    /// <summary>The topic, created to be read and written if it does not exist; null when the table is full.</summary>
    public Topic? GetOrCreate(string name, int queues) => _topics.TryGetValue(name, out Topic? topic)
        ? topic
        : GetOrCreate(new TopicConfig(name) { ReadQueueNums = queues, WriteQueueNums = queues });

    /// <summary>The topic of that name, or a new one as given; null when the table is full.</summary>
    public Topic? GetOrCreate(TopicConfig config)
    {
        Topic created;
        lock (_gate)
        {
            if (_topics.TryGetValue(config.TopicName, out Topic? existing)) return existing;
            if (_topics.Count >= _options.MaxTopics) return null;
            created = new Topic(config);
            _topics[config.TopicName] = created;
            _version = _version.Next(_time.GetUtcNow());
        }

        Announce(config.TopicName);
        return created;
    }

    public bool Remove(string name)
    {
        lock (_gate)
        {
            if (!_topics.TryRemove(name, out _)) return false;
            _version = _version.Next(_time.GetUtcNow());
        }

        _ = _file.SaveAsync();
        return true;
    }

    /// <summary>Marks topics as ordered, as an operator told the name servers; unknown ones are skipped.</summary>
    public void MarkOrdered(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (_topics.TryGetValue(name, out Topic? topic) && !topic.Config.Order)
                TryPut(topic.Config with { Order = true });
        }
    }

    /// <summary>Ends once all changes made so far are on disk; false when they could not be written.</summary>
    public Task<bool> SaveAsync() => _file.SaveAsync();

    private void Announce(string topic)
    {
        _ = _file.SaveAsync();
        Listener?.OnTopicChanged(topic);
    }
}
