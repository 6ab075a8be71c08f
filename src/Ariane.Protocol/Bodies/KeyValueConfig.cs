using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The content of <c>kvConfig.json</c>: namespace to key to value.</summary>
/// <remarks>
/// <c>{"configTable":{...}}</c>, compact also in the file.
/// Source: namesrv/.../namesrv/kvconfig/KVConfigSerializeWrapper.java.
/// </remarks>
public sealed record KeyValueConfig(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Namespaces)
    : IJsonBody<KeyValueConfig>
{
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out KeyValueConfig? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static KeyValueConfig Read(ref TolerantJsonReader reader)
    {
        var config = new KeyValueConfig(new Dictionary<string, IReadOnlyDictionary<string, string>>());
        if (!reader.EnterObject()) return config;
        while (reader.NextMember())
        {
            if (!reader.NameIs("configTable"u8)) continue;
            config = new KeyValueConfig(
                JsonMaps.ReadMap<IReadOnlyDictionary<string, string>>(ref reader, JsonMaps.ReadStringMap));
        }

        return config;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("configTable"u8);
        JsonMaps.WriteMap(ref writer, Namespaces, JsonMaps.WriteStringMap);
        writer.EndObject();
    }
}
