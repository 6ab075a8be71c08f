using System.Collections.Concurrent;
using Ariane.Broker.Groups;
using Ariane.Protocol.Bodies;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>
/// Which connection is in which groups, so that the end of a connection takes it out of exactly those.
/// </summary>
/// <remarks>
/// Safe for concurrent use. The groups' own state is in <see cref="ConsumerGroups"/> and <see
/// cref="ProducerGroups"/>.
/// </remarks>
internal sealed class ConnectedClients(ConsumerGroups consumers, ProducerGroups producers, ClientOptions options)
{
    private readonly ConcurrentDictionary<long, Memberships> _connections = new();

    /// <summary>
    /// Enters a client into one of its consumer groups; null when the connection has too many groups or subscriptions.
    /// </summary>
    public MembershipChange? JoinConsumers(
        SubscriptionGroupConfig configuration, ClientIdentity client, ConsumerData data, HeartbeatData heartbeat)
    {
        long? characters = Measure(client, data, heartbeat);
        if (!MembershipsOf(client.Connection).TryPut(data.GroupName, isConsumer: true, characters)) return null;
        MembershipChange change = consumers.Join(configuration, client, data, heartbeat);
        if (IsClosed(client.Connection)) consumers.Leave(data.GroupName, client.Connection);
        return change;
    }

    /// <summary>
    /// Enters a client into one of its producer groups; false when the connection has too many groups.
    /// </summary>
    public bool TryJoinProducers(string group, ClientIdentity client)
    {
        long characters = group.Length + client.ClientId.Length;
        if (!MembershipsOf(client.Connection).TryPut(group, isConsumer: false, characters)) return false;
        producers.Join(group, client);
        if (IsClosed(client.Connection)) producers.Leave(group, client.Connection);
        return true;
    }

    public void LeaveConsumers(string group, RemotingConnection connection)
    {
        Find(connection)?.Remove(group, isConsumer: true);
        consumers.Leave(group, connection);
    }

    public void LeaveProducers(string group, RemotingConnection connection)
    {
        Find(connection)?.Remove(group, isConsumer: false);
        producers.Leave(group, connection);
    }

    /// <summary>Takes a connection out of all its groups.</summary>
    public void Forget(RemotingConnection connection)
    {
        if (!_connections.TryRemove(connection.Id, out Memberships? memberships)) return;
        foreach ((string group, bool isConsumer) in memberships.Copy())
        {
            if (isConsumer) consumers.Leave(group, connection);
            else producers.Leave(group, connection);
        }
    }

    private Memberships? Find(RemotingConnection connection) => _connections.GetValueOrDefault(connection.Id);

    private Memberships MembershipsOf(RemotingConnection connection)
    {
        if (_connections.TryGetValue(connection.Id, out Memberships? known)) return known;
        var memberships = new Memberships(options);
        if (!_connections.TryAdd(connection.Id, memberships)) return MembershipsOf(connection);
        connection.Closed.UnsafeRegister(
            static (state, _) =>
            {
                var (clients, closed) = ((ConnectedClients, RemotingConnection))state!;
                clients.Forget(closed);
            },
            (this, connection));
        return memberships;
    }

    // A connection that closed while it was being entered was forgotten before there was something to forget.
    private static bool IsClosed(RemotingConnection connection) => connection.Closed.IsCancellationRequested;

    // What a heartbeat leaves out, because it was sent before, is still kept.
    private static long? Measure(ClientIdentity client, ConsumerData data, HeartbeatData heartbeat)
    {
        if (heartbeat.Fingerprint != 0 && heartbeat.WithoutSubscriptions) return null;
        long characters = data.GroupName.Length + client.ClientId.Length;
        foreach (SubscriptionData subscription in data.Subscriptions)
        {
            characters +=
                subscription.Topic.Length + subscription.Expression.Length + subscription.ExpressionType.Length;
            characters += subscription.TagCodes.Count;
            foreach (string tag in subscription.Tags) characters += tag.Length;
        }

        return characters;
    }
}
