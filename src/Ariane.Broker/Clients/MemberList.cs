using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>
/// The members of one group, one for each connection. Read without a lock; the owner serialises changes.
/// </summary>
internal sealed class MemberList
{
    private volatile GroupMember[] _members = [];

    /// <summary>The members right now; never changed afterwards.</summary>
    public IReadOnlyList<GroupMember> Snapshot => _members;

    public bool IsEmpty => _members.Length == 0;

    /// <summary>Adds the client or notes that it lives; true when it is new or says something else of itself.</summary>
    public bool Join(ClientIdentity client, long now)
    {
        int index = IndexOf(client.Connection);
        if (index >= 0 && _members[index].Client == client)
        {
            _members[index].Beat(now);
            return false;
        }

        var member = new GroupMember(client, now);
        if (index < 0)
        {
            _members = [.. _members, member];
        }
        else
        {
            GroupMember[] changed = [.. _members];
            changed[index] = member;
            _members = changed;
        }

        return true;
    }

    public bool Leave(RemotingConnection connection)
    {
        int index = IndexOf(connection);
        if (index < 0) return false;
        _members = [.. _members[..index], .. _members[(index + 1)..]];
        return true;
    }

    private int IndexOf(RemotingConnection connection)
    {
        GroupMember[] members = _members;
        for (int i = 0; i < members.Length; i++)
        {
            if (ReferenceEquals(members[i].Connection, connection)) return i;
        }

        return -1;
    }
}
