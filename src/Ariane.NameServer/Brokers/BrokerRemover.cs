using Ariane.NameServer.Routes;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Brokers;

/// <summary>Takes broker processes out of the tables. Used for one batch, under the route table's lock.</summary>
/// <remarks>Source: namesrv/.../namesrv/routeinfo/RouteInfoManager.java, unRegisterBroker.</remarks>
internal sealed class BrokerRemover(BrokerDirectory brokers, TopicTable topics, LiveBrokers live)
{
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reduced = new(StringComparer.Ordinal);
    private readonly List<MinBrokerIdChange> _changes = [];

    public IReadOnlyList<MinBrokerIdChange> Remove(IReadOnlyCollection<Unregistration> batch)
    {
        foreach (var unregistration in batch)
        {
            if (!CameBack(unregistration)) RemoveBroker(unregistration);
        }

        CleanTopics();
        return _changes;
    }

    /// <summary>
    /// Whether the broker registered over another connection, or was heard of, after its end had been noticed: upstream
    /// removes it all the same, until its next registration.
    /// </summary>
    private bool CameBack(Unregistration unregistration)
    {
        if (unregistration.Lost is not { } lost || live.Find(unregistration.Key) is not { } current) return false;
        return !ReferenceEquals(current.Connection, lost.Connection)
            || (unregistration.Silent && !live.IsExpired(current));
    }

    private void RemoveBroker(Unregistration unregistration)
    {
        live.Remove(unregistration.Key);
        brokers.SetFilterServers(unregistration.Key, []);
        if (brokers.Find(unregistration.BrokerName) is not { } group) return;

        bool wasMinimum = group.Addresses.Count > 0 && group.Minimum().Key == unregistration.BrokerId;
        var rest = group.Without(unregistration.Key.Address);
        if (rest.Addresses.Count == 0)
        {
            brokers.Remove(unregistration.Key.Cluster, unregistration.BrokerName);
            _reduced.Remove(unregistration.BrokerName);
            _removed.Add(unregistration.BrokerName);
            return;
        }

        if (!ReferenceEquals(rest, group)) brokers.Put(rest);
        _reduced.Add(unregistration.BrokerName);
        if (wasMinimum && group.EnableActingMaster)
        {
            _changes.Add(MinBrokerIdChange.Left(rest, unregistration.Key.Address));
        }
    }

    private void CleanTopics()
    {
        if (_removed.Count == 0 && _reduced.Count == 0) return;

        foreach (string brokerName in _removed) topics.ForgetLosses(brokerName);
        foreach (var entry in topics.Entries)
        {
            foreach (string brokerName in _removed) topics.Remove(entry, brokerName);
            foreach (string brokerName in _reduced) Reduce(entry, brokerName);
        }
    }

    private void Reduce(TopicEntry entry, string brokerName)
    {
        if (!entry.Queues.TryGetValue(brokerName, out var queues)) return;

        entry.Route = null;
        if (brokers.Find(brokerName) is not { EnableActingMaster: true } group || group.HasMaster()) return;

        // Nobody may be asked to write to a group that has no master.
        topics.Put(entry.Topic, queues with { Perm = queues.Perm & ~TopicPermission.Write });
    }
}
