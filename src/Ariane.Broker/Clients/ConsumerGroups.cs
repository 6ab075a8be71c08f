using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Ariane.Broker.Groups;
using Ariane.Protocol.Bodies;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>The consumer groups with connected members. Safe for concurrent use; reads take no lock.</summary>
/// <remarks>Source: broker/.../broker/client/ConsumerManager.java.</remarks>
internal sealed class ConsumerGroups(GroupTable configurations, ClientOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ConsumerGroup> _groups = new(StringComparer.Ordinal);

    public bool TryGet(string name, [NotNullWhen(true)] out ConsumerGroup? group) =>
        _groups.TryGetValue(name, out group);

    /// <summary>Takes in one consumer group of a heartbeat and tells the members if they must rebalance.</summary>
    public MembershipChange Join(
        SubscriptionGroupConfig configuration, ClientIdentity client, ConsumerData data, HeartbeatData heartbeat)
    {
        var now = (time.GetTimestamp(), time.GetUtcNow().ToUnixTimeMilliseconds());
        while (true)
        {
            ConsumerGroup group = _groups.GetOrAdd(data.GroupName, static name => new ConsumerGroup(name));
            if (!group.TryJoin(client, data, heartbeat, now, out MembershipChange change)) continue;
            if (change.Rebalances && configuration.NotifyConsumerIdsChangedEnable) Notify(group);
            return change;
        }
    }

    /// <summary>Takes a connection out of a group and tells the others; does nothing if it is not in.</summary>
    public void Leave(string name, RemotingConnection connection)
    {
        if (!_groups.TryGetValue(name, out ConsumerGroup? group)) return;
        if (!group.Leave(connection, out bool dissolved)) return;
        if (dissolved)
        {
            _groups.TryRemove(KeyValuePair.Create(name, group));
            return;
        }

        // Only a known group can have switched the notices off.
        bool isWanted = !configurations.TryGet(name, out SubscriptionGroupConfig? configuration)
            || configuration.NotifyConsumerIdsChangedEnable;
        if (isWanted) Notify(group);
    }

    /// <summary>Connections of members whose last heartbeat is older than allowed.</summary>
    public IEnumerable<RemotingConnection> FindExpired()
    {
        long now = time.GetTimestamp();
        foreach (ConsumerGroup group in _groups.Values)
        {
            foreach (GroupMember member in group.Members)
            {
                if (time.GetElapsedTime(member.LastHeartbeat, now) > options.HeartbeatTimeout)
                    yield return member.Connection;
            }
        }
    }

    // Members of a broadcasting group do not share queues.
    private void Notify(ConsumerGroup group)
    {
        if (!options.NotifyConsumerIdsChanged || group.MessageModel == MessageModel.Broadcasting) return;
        using FlushScope scope = FlushScope.Begin();
        foreach (GroupMember member in group.Members) member.NotifyMembersChanged(group.Name);
    }
}
