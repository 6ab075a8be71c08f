using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ariane.Broker.Persistence;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Groups;

/// <summary>
/// The configurations of consumer groups. Read without a lock from any thread; changes are serialised and saved.
/// </summary>
/// <remarks>Source: broker/.../broker/subscription/SubscriptionGroupManager.java.</remarks>
internal sealed class GroupTable
{
    private const int ReadForbidden = 4;

    private static readonly string[] BuiltIn =
    [
        "TOOLS_CONSUMER", "FILTERSRV_CONSUMER", "SELF_TEST_C_GROUP", "CID_ONS-HTTP-PROXY", "CID_ONSAPI_PULL",
        "CID_ONSAPI_PERMISSION", "CID_ONSAPI_OWNER", ResourceNames.TransactionGroup,
    ];

    private readonly ConcurrentDictionary<string, SubscriptionGroupConfig> _groups = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly GroupOptions _options;
    private readonly TableFile<SubscriptionGroupTable> _file;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> _forbidden;
    private DataVersion _version;  // Guarded by _gate.

    /// <param name="options">Which groups may come into being by themselves.</param>
    /// <param name="file">Where the table is kept; loaded here.</param>
    /// <param name="time">Dates the versions.</param>
    public GroupTable(GroupOptions options, TableFile<SubscriptionGroupTable> file, TimeProvider time)
    {
        _options = options;
        _file = file;
        _time = time;
        foreach (string name in BuiltIn) _groups[name] = new SubscriptionGroupConfig(name);
        SubscriptionGroupTable? saved = file.Load();
        foreach (SubscriptionGroupConfig config in saved?.Groups.Values ?? []) _groups[config.GroupName] = config;
        _forbidden = saved?.Forbidden ?? new Dictionary<string, IReadOnlyDictionary<string, int>>();
        _version = saved?.DataVersion ?? new DataVersion(0, time.GetUtcNow().ToUnixTimeMilliseconds(), 0);
        file.Snapshot = Snapshot;
    }

    public bool Contains(string name) => _groups.ContainsKey(name);

    public bool TryGet(string name, [NotNullWhen(true)] out SubscriptionGroupConfig? group) =>
        _groups.TryGetValue(name, out group);

    /// <summary>
    /// The group, created with defaults where that is allowed; false if it does not and may not exist.
    /// </summary>
    public bool TryGetOrCreate(string name, [NotNullWhen(true)] out SubscriptionGroupConfig? group) =>
        _groups.TryGetValue(name, out group) || TryCreate(name, out group);

    /// <summary>Whether an operator forbade the group to read the topic.</summary>
    public bool IsReadForbidden(string group, string topic) =>
        _forbidden.TryGetValue(group, out var topics)
        && topics.TryGetValue(topic, out int bits)
        && (bits & ReadForbidden) != 0;

    /// <summary>All groups and the version of exactly this state.</summary>
    public SubscriptionGroupTable Snapshot()
    {
        lock (_gate)
        {
            return new SubscriptionGroupTable
            {
                Groups = new Dictionary<string, SubscriptionGroupConfig>(_groups),
                Forbidden = _forbidden,
                DataVersion = _version,
            };
        }
    }

    /// <summary>Creates or replaces a group; false when the table is full.</summary>
    public bool TryPut(SubscriptionGroupConfig config)
    {
        lock (_gate)
        {
            if (!_groups.ContainsKey(config.GroupName) && _groups.Count >= _options.MaxGroups) return false;
            _groups[config.GroupName] = config;
            _version = _version.Next(_time.GetUtcNow());
        }

        _ = _file.SaveAsync();
        return true;
    }

    public bool Remove(string name)
    {
        lock (_gate)
        {
            if (!_groups.TryRemove(name, out _)) return false;
            _version = _version.Next(_time.GetUtcNow());
        }

        _ = _file.SaveAsync();
        return true;
    }

    /// <summary>Ends once all changes made so far are on disk; false when they could not be written.</summary>
    public Task<bool> SaveAsync() => _file.SaveAsync();

    private bool TryCreate(string name, [NotNullWhen(true)] out SubscriptionGroupConfig? group)
    {
        group = null;
        bool mayCreate = _options.AutoCreate || (_options.AutoCreateSystemGroups && ResourceNames.IsSystemGroup(name));
        if (!mayCreate || ResourceNames.FindGroupFault(name) is not null) return false;
        lock (_gate)
        {
            if (_groups.TryGetValue(name, out group)) return true;
            if (_groups.Count >= _options.MaxGroups) return false;
            group = new SubscriptionGroupConfig(name);
            _groups[name] = group;
            _version = _version.Next(_time.GetUtcNow());
        }

        _ = _file.SaveAsync();
        return true;
    }
}
