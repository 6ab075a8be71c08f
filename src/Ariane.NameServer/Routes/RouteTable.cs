using Ariane.NameServer.Brokers;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.NameServer.Routes;

/// <summary>Everything that brokers registered: who they are and which topics they serve.</summary>
/// <remarks>
/// Safe for concurrent use. One lock guards all tables and is held for memory work only; a route that was asked for
/// before and has not changed is answered without it.
/// Source: namesrv/.../namesrv/routeinfo/RouteInfoManager.java.
/// </remarks>
internal sealed class RouteTable(LiveBrokers live, RouteLimits limits)
{
    private readonly Lock _gate = new();

    // Guarded by _gate, but for finding a topic's cached route.
    private readonly TopicTable _topics = new();

    // Guarded by _gate.
    private readonly BrokerDirectory _brokers = new();
    private (long Revision, byte[] Body) _clusterInfo = (-1, []);

    /// <param name="deleteAbsentTopics">Whether the registration lists all topics, so that others are gone.</param>
    public RegistrationOutcome Register(BrokerRegistration registration, bool deleteAbsentTopics)
    {
        lock (_gate)
        {
            if (RegistrationCheck.FindExcess(registration, limits, _brokers, _topics, live) is { } refusal)
                return new RegistrationOutcome(RegistrationStatus.Refused, Refusal: refusal);
            return new BrokerRegistrar(_brokers, _topics, live).Register(registration, deleteAbsentTopics);
        }
    }

    /// <summary>Enters a broker again that says what it said the last time, without reading its topics.</summary>
    /// <returns>False when it has to register as a whole.</returns>
    public bool TryRenew(RegisterBrokerRequest header, RegistrationDigest digest, RemotingConnection connection)
    {
        lock (_gate)
        {
            return new BrokerRegistrar(_brokers, _topics, live).TryRenew(header, digest, connection);
        }
    }

    /// <summary>Takes brokers out, many at the price of one pass over the topics.</summary>
    public IReadOnlyList<MinBrokerIdChange> Unregister(IReadOnlyCollection<Unregistration> batch)
    {
        lock (_gate)
        {
            return new BrokerRemover(_brokers, _topics, live).Remove(batch);
        }
    }

    /// <summary>The encoded route of a topic.</summary>
    /// <param name="orderTopicConf">What an ordered topic's route names as its queues; null for none.</param>
    /// <returns>False when no broker that has the topic is known.</returns>
    public bool TryGetRoute(string topic, bool quotedIds, string? orderTopicConf, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (!_topics.TryFind(topic, out var entry)) return false;

        var route = entry.Route;
        if (route is null || route.OrderTopicConf != orderTopicConf) route = BuildRoute(topic, orderTopicConf);
        if (route is null) return false;

        body = route.Encoded(quotedIds);
        return true;
    }

    /// <summary>The encoded <see cref="ClusterInfo"/>, which every broker asks for every few seconds.</summary>
    public ReadOnlyMemory<byte> GetClusterInfo()
    {
        lock (_gate)
        {
            if (_clusterInfo.Revision != _brokers.Revision)
            {
                _clusterInfo = (_brokers.Revision, EncodedBody.Of(_brokers.ToClusterInfo()));
            }

            return _clusterInfo.Body;
        }
    }

    /// <summary>The members of a broker name; of an unknown one, none.</summary>
    public BrokerMemberGroup GetMemberGroup(string cluster, string brokerName)
    {
        lock (_gate)
        {
            var group = new BrokerMemberGroup(cluster, brokerName);
            return _brokers.Find(brokerName) is { } broker ? group with { Addresses = broker.Addresses } : group;
        }
    }

    /// <summary>
    /// Gives another permission to all topics of a broker, until the broker registers a change of its own.
    /// </summary>
    /// <returns>How many topics the broker has.</returns>
    public int ChangePermissions(string brokerName, Func<TopicPermission, TopicPermission> change)
    {
        lock (_gate) return _topics.ChangePermissions(brokerName, change);
    }

    /// <summary>
    /// Adds the queues of registered brokers to a topic; at the first unknown broker the rest is ignored.
    /// </summary>
    public void RegisterTopic(string topic, IReadOnlyList<QueueData> queues)
    {
        lock (_gate)
        {
            foreach (var queue in queues)
            {
                if (_brokers.Find(queue.BrokerName) is null || _topics.EntryCount >= limits.MaxTopicEntries) return;

                _topics.Put(topic, queue);
            }
        }
    }

    /// <summary>Removes a topic, or only the queues that the brokers of one cluster have of it.</summary>
    public void DeleteTopic(string topic, string? cluster)
    {
        lock (_gate)
        {
            if (cluster is null)
            {
                _topics.Delete(topic);
                return;
            }

            if (!_topics.TryFind(topic, out var entry)) return;

            foreach (string brokerName in _brokers.NamesIn(cluster)) _topics.Delete(entry, brokerName);
        }
    }

    public TopicList GetTopics()
    {
        lock (_gate) return new TopicList([.. _topics.Entries.Select(entry => entry.Topic)]);
    }

    /// <summary>The topics that any broker of the cluster serves.</summary>
    public TopicList GetTopicsOf(string cluster)
    {
        lock (_gate)
        {
            var names = _brokers.NamesIn(cluster);
            return new TopicList(
                [.. _topics.Entries.Where(entry => names.Any(entry.Queues.ContainsKey)).Select(entry => entry.Topic)]);
        }
    }

    /// <summary>The topics whose flags, as one of their brokers knows them, fit.</summary>
    public TopicList GetTopicsWhere(Func<int, bool> fitsSysFlag)
    {
        lock (_gate)
        {
            return new TopicList(
                [.. _topics.Entries
                    .Where(entry => entry.Queues.Values.Take(1).Any(queues => fitsSysFlag(queues.TopicSysFlag)))
                    .Select(entry => entry.Topic)]);
        }
    }

    /// <summary>
    /// The topics that every cluster and every broker has under its own name, and some broker's address.
    /// </summary>
    public TopicList GetSystemTopics()
    {
        lock (_gate)
        {
            return new TopicList([.. _brokers.ClusterNames, .. _brokers.BrokerNames])
            {
                BrokerAddr = _brokers.AnyAddress(),
            };
        }
    }

    private CachedRoute? BuildRoute(string topic, string? orderTopicConf)
    {
        lock (_gate)
        {
            // Found again: the entry seen without the lock may have been removed and another one added meanwhile.
            if (!_topics.TryFind(topic, out var entry)) return null;

            var brokers = entry.Queues.Keys.Select(_brokers.Find).OfType<BrokerData>().ToArray();
            if (brokers.Length == 0) return null;

            return entry.Route = new CachedRoute(new TopicRoute
            {
                Queues = [.. entry.Queues.Values],
                Brokers = brokers,
                FilterServers = FilterServersOf(brokers),
                OrderTopicConf = orderTopicConf,
                MappingByBroker = _topics.MappingsOf(topic),
            });
        }
    }

    private Dictionary<string, IReadOnlyList<string>> FilterServersOf(BrokerData[] brokers)
    {
        var servers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var broker in brokers)
        {
            foreach (string address in broker.Addresses.Values)
            {
                if (_brokers.FilterServersOf(new BrokerKey(broker.Cluster, address)) is { } known)
                    servers[address] = known;
            }
        }

        return servers;
    }
}
