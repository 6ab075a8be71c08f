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
    private int _count;  // Of all offsets; what a race makes it miss, the next snapshot puts right.
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
        _count = _entries.Values.Sum(static queues => queues.Count);
        _loadedVersion = saved?.DataVersion ?? new DataVersion(0, time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        file.Snapshot = Snapshot;
    }

    private static Dictionary<string, IReadOnlyDictionary<int, long>> EmptyOffsets => [];

    /// <summary>Records the next offset the group will read.</summary>
    public CommitOutcome Commit(string topic, string group, int queueId, long offset)
    {
        var key = new TopicGroup(topic, group);
        bool mayAdd = Volatile.Read(ref _count) < _options.MaxOffsets;
        if (!_entries.TryGetValue(key, out QueueOffsets? queues))
        {
            if (!mayAdd) return CommitOutcome.Full;
            queues = _entries.GetOrAdd(key, static _ => new QueueOffsets());
        }

        if (queues.Set(queueId, offset, mayAdd, out bool isRefused, out bool isAdded))
        {
            if (isAdded) Interlocked.Increment(ref _count);
            Interlocked.Increment(ref _commits);
            _isDirty = true;
        }

        if (isRefused) return CommitOutcome.Full;

        // Looked at last: what was set before the last checkpoint began is in it.
        return _isClosed ? CommitOutcome.Closed : CommitOutcome.Committed;
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
            if (key.Topic == topic) Remove(key);
        }
    }

    public void RemoveGroup(string group)
    {
        foreach (TopicGroup key in _entries.Keys)
        {
            if (key.Group == group) Remove(key);
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

    private void Remove(TopicGroup key)
    {
        if (!_entries.TryRemove(key, out QueueOffsets? queues)) return;
        Interlocked.Add(ref _count, -queues.Count);
        _isDirty = true;
    }

    private ConsumerOffsetTable Snapshot()
    {
        var offsets = new Dictionary<string, IReadOnlyDictionary<int, long>>(_entries.Count);
        foreach ((TopicGroup key, QueueOffsets queues) in _entries) offsets[key.ToString()] = queues.Copy();
        Volatile.Write(ref _count, offsets.Values.Sum(static queues => queues.Count));

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
