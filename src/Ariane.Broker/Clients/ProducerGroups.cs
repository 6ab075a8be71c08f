using System.Collections.Concurrent;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>The producer groups with connected members. Safe for concurrent use.</summary>
/// <remarks>Source: broker/.../broker/client/ProducerManager.java.</remarks>
internal sealed class ProducerGroups(ClientOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    // Changed under _gate.
    private readonly ConcurrentDictionary<string, MemberList> _groups = new(StringComparer.Ordinal);

    /// <summary>The producers of a group that are connected.</summary>
    public IReadOnlyList<GroupMember> MembersOf(string group) =>
        _groups.TryGetValue(group, out MemberList? members) ? members.Snapshot : [];

    public void Join(string group, ClientIdentity client)
    {
        long now = time.GetTimestamp();
        lock (_gate) _groups.GetOrAdd(group, static _ => new MemberList()).Join(client, now);
    }

    public void Leave(string group, RemotingConnection connection)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(group, out MemberList? members)) return;
            if (members.Leave(connection) && members.IsEmpty) _groups.TryRemove(group, out _);
        }
    }

    /// <summary>Connections of members whose last heartbeat is older than allowed.</summary>
    public IEnumerable<RemotingConnection> FindExpired()
    {
        long now = time.GetTimestamp();
        foreach (MemberList members in _groups.Values)
        {
            foreach (GroupMember member in members.Snapshot)
            {
                if (time.GetElapsedTime(member.LastHeartbeat, now) > options.HeartbeatTimeout)
                    yield return member.Connection;
            }
        }
    }
}
