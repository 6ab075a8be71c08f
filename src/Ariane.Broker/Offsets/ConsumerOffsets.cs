using System.Collections.Concurrent;
using Ariane.Broker.Persistence;
using Ariane.Protocol.Bodies;

namespace Ariane.Broker.Offsets;

/// <summary>The next offset that each group will consume of each queue. Safe for concurrent use.</summary>
/// <remarks>
/// Offsets of topics and groups that this broker does not know stay as they are: they may come back. Source:
/// broker/.../broker/offset/ConsumerOffsetManager.java.
/// </remarks>
internal sealed class ConsumerOffsets
{
    private readonly ConcurrentDictionary<TopicGroup, QueueOffsets> _entries = new();
    private readonly TableFile<ConsumerOffsetTable> _file;
    private readonly OffsetOptions _options;
    private readonly TimeProvider _time;
    private readonly DataVersion _loadedVersion;
    private long _commits;
    private volatile bool _isDirty;
    private volatile bool _isClosed;

    /// <param name="options">How often the version moves.</param>
    /// <param name="file">Where the offsets are kept; loaded here.</param>
    /// <param name="time">Dates the versions.</param>
    public ConsumerOffsets(OffsetOptions options, TableFile<ConsumerOffsetTable> file, TimeProvider time)
    {
        _options = options;
        _file = file;
        _time = time;
        ConsumerOffsetTable? saved = file.Load();
        foreach ((string key, IReadOnlyDictionary<int, long> offsets) in saved?.Offsets ?? EmptyOffsets)
            _entries[TopicGroup.Parse(key)] = new QueueOffsets(offsets);
        _loadedVersion = saved?.DataVersion ?? new DataVersion(0, time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        file.Snapshot = Snapshot;
    }

    private static Dictionary<string, IReadOnlyDictionary<int, long>> EmptyOffsets => [];

    /// <summary>Records the next offset the group will read; false once the offsets are closed.</summary>
    public bool TryCommit(string topic, string group, int queueId, long offset)
    {
        QueueOffsets queues = _entries.GetOrAdd(new TopicGroup(topic, group), static _ => new QueueOffsets());
        if (queues.Set(queueId, offset))
        {
            Interlocked.Increment(ref _commits);
            _isDirty = true;
        }

        // Looked at last: what was set before the last checkpoint began is in it.
        return !_isClosed;
    }

    /// <summary>False when the group never committed an offset of the queue.</summary>
    public bool TryGet(string topic, string group, int queueId, out long offset)
    {
        offset = 0;
        return _entries.TryGetValue(new TopicGroup(topic, group), out QueueOffsets? queues)
            && queues.TryGet(queueId, out offset);
    }

    /// <summary>The topics in which the group has an offset.</summary>
    public IEnumerable<string> FindTopics(string group) =>
        _entries.Keys.Where(key => key.Group == group).Select(static key => key.Topic);

    public void RemoveTopic(string topic)
    {
        foreach (TopicGroup key in _entries.Keys)
        {
            if (key.Topic == topic && _entries.TryRemove(key, out _)) _isDirty = true;
        }
    }

    public void RemoveGroup(string group)
    {
        foreach (TopicGroup key in _entries.Keys)
        {
            if (key.Group == group && _entries.TryRemove(key, out _)) _isDirty = true;
        }
    }

    /// <summary>Writes the offsets to disk if they changed since the last time; false when that failed.</summary>
    public Task<bool> CheckpointAsync()
    {
        if (!_isDirty && !_file.IsStale) return Task.FromResult(true);

        // Before the snapshot is taken: a commit that comes later marks the table again.
        _isDirty = false;
        return _file.SaveAsync();
    }

    /// <summary>Takes no more commits and writes those it has to disk.</summary>
    public Task<bool> CloseAsync()
    {
        _isClosed = true;
        return _file.SaveAsync();
    }

    private ConsumerOffsetTable Snapshot()
    {
        var offsets = new Dictionary<string, IReadOnlyDictionary<int, long>>(_entries.Count);
        foreach ((TopicGroup key, QueueOffsets queues) in _entries) offsets[key.ToString()] = queues.Copy();

        long steps = Volatile.Read(ref _commits) / _options.VersionStep;
        DataVersion version = steps == 0
            ? _loadedVersion
            : _loadedVersion with
            {
                Counter = _loadedVersion.Counter + steps,
                Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            };
        return new ConsumerOffsetTable { Offsets = offsets, DataVersion = version };
    }
}
