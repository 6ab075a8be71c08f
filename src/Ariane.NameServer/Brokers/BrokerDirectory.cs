using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Brokers;

/// <summary>Which brokers there are, at which addresses, in which clusters.</summary>
/// <remarks>
/// Used only under the route table's lock. The <see cref="BrokerData"/> handed out are immutable: every change replaces
/// them. A broker name is global; two clusters must not share one, since the first cluster to register it keeps it.
/// </remarks>
internal sealed class BrokerDirectory
{
    private readonly Dictionary<string, BrokerData> _brokers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<BrokerKey, IReadOnlyList<string>> _filterServers = [];

    /// <summary>Grows with every change of brokers and clusters.</summary>
    public long Revision { get; private set; }

    public IReadOnlyCollection<string> BrokerNames => _brokers.Keys;

    public IReadOnlyCollection<string> ClusterNames => _clusters.Keys;

    public BrokerData? Find(string brokerName) => _brokers.GetValueOrDefault(brokerName);

    public void Put(BrokerData broker)
    {
        _brokers[broker.BrokerName] = broker;
        Revision++;
    }

    /// <summary>Counts a broker name as a cluster's, whatever cluster its data names.</summary>
    public void AddToCluster(string cluster, string brokerName)
    {
        if (!_clusters.TryGetValue(cluster, out var names))
        {
            _clusters[cluster] = names = new HashSet<string>(StringComparer.Ordinal);
        }

        if (names.Add(brokerName)) Revision++;
    }

    /// <summary>Forgets a broker name, and its cluster with the last one.</summary>
    public void Remove(string cluster, string brokerName)
    {
        Revision++;
        _brokers.Remove(brokerName);
        if (!_clusters.TryGetValue(cluster, out var names)) return;

        names.Remove(brokerName);
        if (names.Count == 0) _clusters.Remove(cluster);
    }

    /// <summary>Forgets the broker names without an address; their registrations were refused.</summary>
    public void RemoveEmpty()
    {
        string[] empty =
        [
            .. _brokers.Values.Where(broker => broker.Addresses.Count == 0).Select(broker => broker.BrokerName)
        ];
        foreach (string name in empty) _brokers.Remove(name);
        foreach (var (cluster, names) in _clusters)
        {
            // Removing while enumerating is allowed for dictionaries.
            names.RemoveWhere(name => !_brokers.ContainsKey(name));
            if (names.Count == 0) _clusters.Remove(cluster);
        }

        Revision++;
    }

    public IReadOnlyCollection<string> NamesIn(string cluster) =>
        _clusters.TryGetValue(cluster, out var names) ? names : [];

    /// <summary>Some address of some broker, or null when there is none.</summary>
    public string? AnyAddress() =>
        _brokers.Values.SelectMany(broker => broker.Addresses.Values).FirstOrDefault();

    public IReadOnlyList<string>? FilterServersOf(BrokerKey broker) => _filterServers.GetValueOrDefault(broker);

    /// <summary>Replaces the filter servers of a broker process; none removes them, null leaves them.</summary>
    /// <returns>True if they are others than before.</returns>
    public bool SetFilterServers(BrokerKey broker, IReadOnlyList<string>? servers)
    {
        if (servers is null) return false;
        if (servers.Count == 0) return _filterServers.Remove(broker);
        if (FilterServersOf(broker) is { } known && known.SequenceEqual(servers)) return false;

        _filterServers[broker] = servers;
        return true;
    }

    public ClusterInfo ToClusterInfo() => new()
    {
        Brokers = new Dictionary<string, BrokerData>(_brokers, StringComparer.Ordinal),
        Clusters = _clusters.ToDictionary(
            cluster => cluster.Key, IReadOnlyList<string> (cluster) => [.. cluster.Value], StringComparer.Ordinal),
    };
}
