using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// Keys and values: <c>{"table":{...}}</c>. Source: remoting/.../remoting/protocol/body/KVTable.java.
/// </summary>
public sealed record KeyValueTable(IReadOnlyDictionary<string, string> Table) : IJsonBody<KeyValueTable>
{
    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out KeyValueTable? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static KeyValueTable Read(ref TolerantJsonReader reader)
    {
        IReadOnlyDictionary<string, string> table = new Dictionary<string, string>();
        if (!reader.EnterObject()) return new KeyValueTable(table);
        while (reader.NextMember())
        {
            if (reader.NameIs("table"u8)) table = JsonMaps.ReadStringMap(ref reader);
        }

        return new KeyValueTable(table);
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("table"u8);
        JsonMaps.WriteStringMap(ref writer, Table);
        writer.EndObject();
    }
}
