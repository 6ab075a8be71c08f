using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// The client ids of a group: <c>{"consumerIdList":[...]}</c>, the answer to GET_CONSUMER_LIST_BY_GROUP.
/// </summary>
/// <remarks>Source: remoting/.../remoting/protocol/header/GetConsumerListByGroupResponseBody.java.</remarks>
public sealed record ConsumerList(IReadOnlyList<string> ClientIds) : IJsonBody<ConsumerList>
{
    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out ConsumerList? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static ConsumerList Read(ref TolerantJsonReader reader)
    {
        var list = new ConsumerList([]);
        if (!reader.EnterObject()) return list;
        while (reader.NextMember())
        {
            if (reader.NameIs("consumerIdList"u8)) list = new ConsumerList(JsonMaps.ReadStrings(ref reader));
        }

        return list;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("consumerIdList"u8);
        JsonMaps.WriteStrings(ref writer, ClientIds);
        writer.EndObject();
    }
}
