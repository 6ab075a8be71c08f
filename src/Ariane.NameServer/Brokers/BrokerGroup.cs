using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Brokers;

/// <summary>Questions to and changed copies of the immutable <see cref="BrokerData"/>.</summary>
/// <remarks>
/// A copy that would not differ is the same instance, so that callers see by reference whether it changed.
/// </remarks>
internal static class BrokerGroup
{
    /// <summary>The member with the smallest id. The group must not be empty.</summary>
    public static KeyValuePair<long, string> Minimum(this BrokerData group) =>
        group.Addresses.MinBy(member => member.Key);

    public static bool HasMaster(this BrokerData group) => group.Addresses.ContainsKey(0);

    /// <summary>Adds a member, or gives its id another address.</summary>
    public static BrokerData With(this BrokerData group, long id, string address)
    {
        if (group.Addresses.TryGetValue(id, out string? known) && known == address) return group;

        var addresses = new SortedDictionary<long, string>(group.Addresses.ToDictionary()) { [id] = address };
        return group with { Addresses = addresses };
    }

    /// <summary>
    /// Removes an address under every id but <paramref name="exceptId"/>: a process has one role at a time.
    /// </summary>
    public static BrokerData Without(this BrokerData group, string address, long? exceptId = null)
    {
        var rest = new SortedDictionary<long, string>();
        foreach (var (id, known) in group.Addresses)
        {
            if (known != address || id == exceptId) rest[id] = known;
        }

        return rest.Count == group.Addresses.Count ? group : group with { Addresses = rest };
    }

    /// <summary>What the last member to register says of the whole group.</summary>
    public static BrokerData Described(this BrokerData group, bool enableActingMaster, string? zoneName) =>
        group.EnableActingMaster == enableActingMaster && group.ZoneName == zoneName
            ? group
            : group with { EnableActingMaster = enableActingMaster, ZoneName = zoneName };
}
