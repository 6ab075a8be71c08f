using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The addresses of one broker's replicas; id 0 is the master.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/route/BrokerData.java. The addresses are sorted by id.</remarks>
public sealed record BrokerData(string Cluster, string BrokerName)
{
    public IReadOnlyDictionary<long, string> Addresses { get; init; } = new SortedDictionary<long, string>();

    public bool EnableActingMaster { get; init; }

    public string? ZoneName { get; init; }

    internal static BrokerData? Read(ref TolerantJsonReader reader)
    {
        if (!reader.EnterObject()) return null;
        string cluster = "", brokerName = "";
        string? zoneName = null;
        bool enableActingMaster = false;
        IReadOnlyDictionary<long, string> addresses = new SortedDictionary<long, string>();
        while (reader.NextMember())
        {
            if (reader.NameIs("cluster"u8)) cluster = reader.ReadString() ?? cluster;
            else if (reader.NameIs("brokerName"u8)) brokerName = reader.ReadString() ?? brokerName;
            else if (reader.NameIs("brokerAddrs"u8)) addresses = BrokerAddresses.Read(ref reader);
            else if (reader.NameIs("enableActingMaster"u8)) enableActingMaster = reader.ReadBoolean();
            else if (reader.NameIs("zoneName"u8)) zoneName = reader.ReadString();
        }

        return new BrokerData(cluster, brokerName)
        {
            Addresses = addresses,
            EnableActingMaster = enableActingMaster,
            ZoneName = zoneName,
        };
    }

    internal void Write(ref JsonWriter writer, bool quotedIds)
    {
        writer.StartObject();
        writer.Name("brokerAddrs"u8);
        BrokerAddresses.Write(ref writer, Addresses, quotedIds);
        writer.String("brokerName"u8, BrokerName);
        writer.String("cluster"u8, Cluster);
        writer.Boolean("enableActingMaster"u8, EnableActingMaster);
        if (ZoneName is not null)
        {
            writer.String("zoneName"u8, ZoneName);
        }

        writer.EndObject();
    }
}
