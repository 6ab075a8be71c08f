using Ariane.NameServer.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.NameServer.Brokers;

/// <summary>Enters one registration into the tables. Used once, under the route table's lock.</summary>
/// <remarks>
/// The order of the steps is observable: what precedes a refusal has taken effect.
/// Source: namesrv/.../namesrv/routeinfo/RouteInfoManager.java, registerBroker.
/// </remarks>
internal sealed class BrokerRegistrar(BrokerDirectory brokers, TopicTable topics, LiveBrokers live)
{
    public RegistrationOutcome Register(BrokerRegistration registration, bool deleteAbsentTopics)
    {
        var header = registration.Header;
        var group = Enter(registration, out bool isFirst);
        bool lowersMinimum = group.Addresses.Count > 0 && header.BrokerId < group.Minimum().Key;
        group = Replace(group, group.Without(header.BrokerAddr, exceptId: header.BrokerId));

        if (IsSuperseded(group, registration))
        {
            live.Remove(registration.Key);
            return new RegistrationOutcome(RegistrationStatus.Superseded);
        }

        bool isKnownId = group.Addresses.ContainsKey(header.BrokerId);
        if (!isKnownId && registration.Content.Topics.Topics.Count == 1)
        {
            // A single topic is an increment to a full registration, and that one has not come yet.
            return new RegistrationOutcome(RegistrationStatus.Incomplete);
        }

        group = Replace(group, group.With(header.BrokerId, header.BrokerAddr));
        bool isNew = live.Find(registration.Key) is null;
        EnterTopics(registration, group, isFirst || !isKnownId, deleteAbsentTopics);
        PutLive(header, registration.Connection, registration.Content.Topics.DataVersion, registration.Digest);
        if (brokers.SetFilterServers(registration.Key, registration.Content.FilterServers))
        {
            topics.DropRoutesThrough(header.BrokerName);
        }

        return new RegistrationOutcome(
            RegistrationStatus.Accepted,
            isNew,
            registration.IsMaster ? null : FindMaster(registration, group),
            lowersMinimum ? MinBrokerIdChange.Joined(group, header.HaServerAddr) : null);
    }

    /// <summary>Enters a master again that says what it said the last time; false when more is to be done.</summary>
    public bool TryRenew(RegisterBrokerRequest header, RegistrationDigest digest, RemotingConnection connection)
    {
        var key = new BrokerKey(header.ClusterName, header.BrokerAddr);
        if (header.BrokerId != 0 || live.Find(key) is not { } known || known.Digest != digest) return false;
        if (known.BrokerName != header.BrokerName || topics.HasLost(header.BrokerName)) return false;
        if (brokers.Find(header.BrokerName) is not { } group) return false;
        if (!group.Addresses.TryGetValue(0, out string? address) || address != header.BrokerAddr) return false;
        if (!ReferenceEquals(group, group.Described(header.EnableActingMaster ?? false, header.ZoneName))) return false;

        PutLive(header, connection, known.DataVersion, digest);
        return true;
    }

    /// <summary>
    /// Makes the broker name known in its cluster. A name keeps the cluster that first registered it.
    /// </summary>
    private BrokerData Enter(BrokerRegistration registration, out bool isFirst)
    {
        var header = registration.Header;
        brokers.AddToCluster(header.ClusterName, header.BrokerName);
        var known = brokers.Find(header.BrokerName);
        isFirst = known is null;
        var group = known ?? new BrokerData(header.ClusterName, header.BrokerName);
        if (isFirst) brokers.Put(group);
        return Replace(group, group.Described(header.EnableActingMaster ?? false, header.ZoneName));
    }

    /// <summary>Whether another process holds the id with a newer state than the one that registers.</summary>
    private bool IsSuperseded(BrokerData group, BrokerRegistration registration)
    {
        if (!group.Addresses.TryGetValue(registration.Header.BrokerId, out string? address)) return false;
        if (address == registration.Header.BrokerAddr) return false;

        return live.Find(registration.Key with { Address = address }) is { } holder
            && holder.DataVersion.StateVersion > registration.Content.Topics.DataVersion.StateVersion;
    }

    private void EnterTopics(BrokerRegistration registration, BrokerData group, bool isFirst, bool deleteAbsentTopics)
    {
        // The lowest slave stands in for a missing master; other slaves contribute no topics.
        bool isPrimeSlave = !registration.IsMaster
            && !registration.IsBefore5
            && registration.Header.BrokerId == group.Minimum().Key;
        if (!registration.IsMaster && !isPrimeSlave) return;

        var table = registration.Content.Topics;
        if (deleteAbsentTopics && table.MappingInfos.Count == 0) DeleteAbsent(registration);

        bool isChanged = isFirst || live.Find(registration.Key)?.DataVersion != table.DataVersion;
        var allowed = isPrimeSlave && group.EnableActingMaster ? ~TopicPermission.Write : ~TopicPermission.None;
        foreach (var (_, config) in table.Topics)
        {
            // An unchanged table brings back only what was deleted here: wiped permissions stay wiped.
            if (isChanged || !topics.Has(config.TopicName, group.BrokerName)) Put(config, group.BrokerName, allowed);
        }

        topics.ForgetLosses(group.BrokerName);
        if (!isChanged) return;

        foreach (var (topic, mapping) in table.MappingInfos) topics.PutMapping(topic, mapping);
    }

    private void DeleteAbsent(BrokerRegistration registration)
    {
        var present = registration.Content.Topics.Topics;
        foreach (var entry in topics.Entries)
        {
            if (!present.ContainsKey(entry.Topic)) topics.Remove(entry, registration.Header.BrokerName);
        }
    }

    private void Put(TopicConfig config, string brokerName, TopicPermission allowed) =>
        topics.Put(
            config.TopicName,
            new QueueData(
                brokerName, config.ReadQueueNums, config.WriteQueueNums, config.Perm & allowed, config.TopicSysFlag));

    private void PutLive(
        RegisterBrokerRequest header, RemotingConnection connection, DataVersion version, RegistrationDigest digest)
    {
        var key = new BrokerKey(header.ClusterName, header.BrokerAddr);
        live.Put(new LiveBroker(key, header.BrokerName, header.BrokerId, connection, live.Now)
        {
            HeartbeatTimeout = BrokerRegistration.TimeoutOf(header),
            DataVersion = version,
            Digest = digest,
            HaServerAddr = header.HaServerAddr,
        });
    }

    private LiveBroker? FindMaster(BrokerRegistration registration, BrokerData group) =>
        group.Addresses.TryGetValue(0, out string? address)
            ? live.Find(registration.Key with { Address = address })
            : null;

    private BrokerData Replace(BrokerData current, BrokerData changed)
    {
        if (ReferenceEquals(current, changed)) return current;

        brokers.Put(changed);
        topics.DropRoutesThrough(changed.BrokerName);
        return changed;
    }
}
