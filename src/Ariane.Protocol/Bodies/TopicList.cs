using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>Names of topics, and for the system topics the address of some broker.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/body/TopicList.java.</remarks>
public sealed record TopicList(IReadOnlyList<string> Topics) : IJsonBody<TopicList>
{
    public string? BrokerAddr { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out TopicList? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static TopicList Read(ref TolerantJsonReader reader)
    {
        var list = new TopicList([]);
        if (!reader.EnterObject()) return list;
        while (reader.NextMember())
        {
            if (reader.NameIs("topicList"u8)) list = list with { Topics = JsonMaps.ReadStrings(ref reader) };
            else if (reader.NameIs("brokerAddr"u8)) list = list with { BrokerAddr = reader.ReadString() };
        }

        return list;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        if (BrokerAddr is not null)
        {
            writer.String("brokerAddr"u8, BrokerAddr);
        }

        writer.Name("topicList"u8);
        JsonMaps.WriteStrings(ref writer, Topics);
        writer.EndObject();
    }
}
