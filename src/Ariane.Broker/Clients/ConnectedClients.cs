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
    /// Enters a client into one of its consumer groups; null when the connection has too many groups.
    /// </summary>
    public MembershipChange? JoinConsumers(
        SubscriptionGroupConfig configuration, ClientIdentity client, ConsumerData data, HeartbeatData heartbeat)
    {
        if (!MembershipsOf(client.Connection).TryAdd(data.GroupName, isConsumer: true, options.MaxGroupsPerConnection))
            return null;
        MembershipChange change = consumers.Join(configuration, client, data, heartbeat);
        if (IsClosed(client.Connection)) consumers.Leave(data.GroupName, client.Connection);
        return change;
    }

    /// <summary>
    /// Enters a client into one of its producer groups; false when the connection has too many groups.
    /// </summary>
    public bool TryJoinProducers(string group, ClientIdentity client)
    {
        if (!MembershipsOf(client.Connection).TryAdd(group, isConsumer: false, options.MaxGroupsPerConnection))
            return false;
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
        var memberships = new Memberships();
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

    /// <summary>The groups of one connection. Thread-safe.</summary>
    private sealed class Memberships
    {
        private readonly Lock _gate = new();
        private readonly HashSet<(string Group, bool IsConsumer)> _groups = [];  // Guarded by _gate.

        public bool TryAdd(string group, bool isConsumer, int limit)
        {
            lock (_gate)
            {
                return _groups.Contains((group, isConsumer))
                    || (_groups.Count < limit && _groups.Add((group, isConsumer)));
            }
        }

        public void Remove(string group, bool isConsumer)
        {
            lock (_gate) _groups.Remove((group, isConsumer));
        }

        public List<(string Group, bool IsConsumer)> Copy()
        {
            lock (_gate) return [.. _groups];
        }
    }
}
