using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Brokers;

/// <summary>The lowest broker id of a group is another one now, and who has to be told.</summary>
/// <param name="OfflineAddr">The address that left, or null when one joined.</param>
/// <param name="HaServerAddr">The replication address of the one that joined, or null when one left.</param>
internal sealed record MinBrokerIdChange(
    string BrokerName,
    long MinBrokerId,
    string MinBrokerAddr,
    string? OfflineAddr,
    string? HaServerAddr,
    IReadOnlyList<string> Recipients)
{
    /// <summary>The new minimum knows itself; the others are told, or it alone when it is alone.</summary>
    public static MinBrokerIdChange Joined(BrokerData group, string haServerAddr)
    {
        var (id, address) = group.Minimum();
        IReadOnlyList<string> recipients = group.Addresses.Count == 1
            ? [address]
            : [.. group.Addresses.Where(member => member.Key != id).Select(member => member.Value)];
        return new(group.BrokerName, id, address, OfflineAddr: null, haServerAddr, recipients);
    }

    /// <summary>All who stay are told.</summary>
    public static MinBrokerIdChange Left(BrokerData group, string offlineAddr)
    {
        var (id, address) = group.Minimum();
        return new(group.BrokerName, id, address, offlineAddr, HaServerAddr: null, [.. group.Addresses.Values]);
    }
}
