using System.Collections.Frozen;
using Ariane.Protocol.Bodies;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>The consumers of one group that are connected, and what they subscribed. Read without a lock.</summary>
/// <remarks>
/// One group has one set of subscriptions: the last heartbeat wins. Source:
/// broker/.../broker/client/ConsumerGroupInfo.java.
/// </remarks>
internal sealed class ConsumerGroup(string name)
{
    private readonly Lock _gate = new();
    private readonly MemberList _members = new();
    private volatile FrozenDictionary<string, GroupSubscription> _subscriptions =
        FrozenDictionary<string, GroupSubscription>.Empty;

    private bool _isDissolved;  // Guarded by _gate: the last member left and the group is out of its table.
    private int? _fingerprint;  // Guarded by _gate: of the last heartbeat.

    public string Name { get; } = name;

    public IReadOnlyList<GroupMember> Members => _members.Snapshot;

    public ConsumeType ConsumeType { get; private set; }

    public MessageModel MessageModel { get; private set; } = MessageModel.Clustering;

    public ConsumeFromWhere ConsumeFromWhere { get; private set; }

    public IReadOnlyDictionary<string, GroupSubscription> Subscriptions => _subscriptions;

    public GroupSubscription? FindSubscription(string topic) => _subscriptions.GetValueOrDefault(topic);

    /// <summary>Takes in what a client says of the group; false when the group was dissolved meanwhile.</summary>
    /// <param name="client">Who says it.</param>
    /// <param name="data">What it says.</param>
    /// <param name="heartbeat">Its fingerprint, and whether it left its subscriptions out.</param>
    /// <param name="now">The time, as a timestamp and in Unix milliseconds.</param>
    /// <param name="change">What is different now.</param>
    public bool TryJoin(
        ClientIdentity client, ConsumerData data, HeartbeatData heartbeat, (long Timestamp, long UnixTime) now,
        out MembershipChange change)
    {
        lock (_gate)
        {
            change = default;
            if (_isDissolved) return false;
            bool keepsSubscriptions = heartbeat.Fingerprint != 0 && heartbeat.WithoutSubscriptions;

            // Also when there is nothing to keep, as after a restart of the broker: the client then sends all of it.
            bool mustResend = (_fingerprint is { } known && known != heartbeat.Fingerprint)
                || (keepsSubscriptions && _subscriptions.Count == 0);
            _fingerprint = heartbeat.Fingerprint;
            ConsumeType = data.ConsumeType;
            MessageModel = data.MessageModel;
            ConsumeFromWhere = data.ConsumeFromWhere;
            bool joined = _members.Join(client, now.Timestamp);
            bool resubscribed = !keepsSubscriptions && Subscribe(data.Subscriptions, now.UnixTime);
            change = new MembershipChange(joined || resubscribed, mustResend);
            return true;
        }
    }

    /// <summary>Takes a connection out; true when it was in.</summary>
    /// <param name="connection">Whose client leaves.</param>
    /// <param name="dissolved">It was the last one: the group takes nobody in any more and leaves its table.</param>
    public bool Leave(RemotingConnection connection, out bool dissolved)
    {
        lock (_gate)
        {
            bool left = _members.Leave(connection);
            _isDissolved |= left && _members.IsEmpty;
            dissolved = _isDissolved;
            return left;
        }
    }

    /// <summary>Replaces the subscriptions; true when a topic came or went.</summary>
    private bool Subscribe(IReadOnlyList<SubscriptionData> wanted, long now)
    {
        FrozenDictionary<string, GroupSubscription> current = _subscriptions;
        var next = new Dictionary<string, GroupSubscription>(wanted.Count, StringComparer.Ordinal);
        bool isSame = true;
        bool hasNewTopic = false;
        foreach (SubscriptionData data in wanted)
        {
            // An older version than the one held is a late heartbeat: what is held stays.
            current.TryGetValue(data.Topic, out GroupSubscription? held);
            bool isNewer = held is null || (data.Version ?? now) > held.Data.Version;
            next[data.Topic] = isNewer ? GroupSubscription.From(data, now) : held!;
            hasNewTopic |= held is null;
            isSame &= !isNewer;
        }

        bool isTopicGone = current.Keys.Any(topic => !next.ContainsKey(topic));
        if (!isSame || isTopicGone) _subscriptions = next.ToFrozenDictionary(StringComparer.Ordinal);
        return hasNewTopic || isTopicGone;
    }
}
