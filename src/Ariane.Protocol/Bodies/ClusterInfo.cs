using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>All clusters and brokers: the answer to GET_BROKER_CLUSTER_INFO, with unquoted ids.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/body/ClusterInfo.java.</remarks>
public sealed record ClusterInfo : IJsonBody<ClusterInfo>
{
    public IReadOnlyDictionary<string, BrokerData> Brokers { get; init; } = new Dictionary<string, BrokerData>();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Clusters { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out ClusterInfo? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static ClusterInfo Read(ref TolerantJsonReader reader)
    {
        var info = new ClusterInfo();
        if (!reader.EnterObject()) return info;
        while (reader.NextMember())
        {
            if (reader.NameIs("brokerAddrTable"u8))
                info = info with { Brokers = JsonMaps.ReadMap(ref reader, BrokerData.Read) };
            else if (reader.NameIs("clusterAddrTable"u8))
                info = info with { Clusters = JsonMaps.ReadStringLists(ref reader) };
        }

        return info;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("brokerAddrTable"u8);
        JsonMaps.WriteMap(ref writer, Brokers, WriteBroker);
        writer.Name("clusterAddrTable"u8);
        JsonMaps.WriteMap(ref writer, Clusters, JsonMaps.WriteStrings);
        writer.EndObject();
    }

    private static void WriteBroker(ref JsonWriter writer, BrokerData broker) =>
        broker.Write(ref writer, quotedIds: false);
}
