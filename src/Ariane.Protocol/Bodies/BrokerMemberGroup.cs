using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The replicas of one broker name: the answer to GET_BROKER_MEMBER_GROUP, with unquoted ids.</summary>
/// <remarks>
/// <c>{"brokerMemberGroup":{...}}</c>.
/// Source: remoting/.../remoting/protocol/body/GetBrokerMemberGroupResponseBody.java.
/// </remarks>
public sealed record BrokerMemberGroup(string Cluster, string BrokerName) : IJsonBody<BrokerMemberGroup>
{
    public IReadOnlyDictionary<long, string> Addresses { get; init; } = new SortedDictionary<long, string>();

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out BrokerMemberGroup? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static BrokerMemberGroup Read(ref TolerantJsonReader reader)
    {
        var group = new BrokerMemberGroup("", "");
        if (!reader.EnterObject()) return group;
        while (reader.NextMember())
        {
            if (reader.NameIs("brokerMemberGroup"u8)) group = ReadGroup(ref reader, group);
        }

        return group;
    }

    private static BrokerMemberGroup ReadGroup(ref TolerantJsonReader reader, BrokerMemberGroup group)
    {
        if (!reader.EnterObject()) return group;
        while (reader.NextMember())
        {
            if (reader.NameIs("cluster"u8))
                group = group with { Cluster = reader.ReadString() ?? "" };
            else if (reader.NameIs("brokerName"u8))
                group = group with { BrokerName = reader.ReadString() ?? "" };
            else if (reader.NameIs("brokerAddrs"u8))
                group = group with { Addresses = BrokerAddresses.Read(ref reader) };
        }

        return group;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("brokerMemberGroup"u8);
        writer.StartObject();
        writer.Name("brokerAddrs"u8);
        BrokerAddresses.Write(ref writer, Addresses, quotedIds: false);
        writer.String("brokerName"u8, BrokerName);
        writer.String("cluster"u8, Cluster);
        writer.EndObject();
        writer.EndObject();
    }
}
