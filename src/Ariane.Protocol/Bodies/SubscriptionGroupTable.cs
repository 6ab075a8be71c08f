using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// All groups of a broker: <c>subscriptionGroup.json</c> and the answer to GET_ALL_SUBSCRIPTIONGROUP_CONFIG.
/// </summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/body/SubscriptionGroupWrapper.java. A group goes by its key: a name inside
/// the entry that differs gives way.
/// </remarks>
public sealed record SubscriptionGroupTable : IJsonBody<SubscriptionGroupTable>
{
    public IReadOnlyDictionary<string, SubscriptionGroupConfig> Groups { get; init; } =
        new Dictionary<string, SubscriptionGroupConfig>();

    /// <summary>Group to topic to bits; bit 2 (value 4) forbids reading.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Forbidden { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, int>>();

    public DataVersion DataVersion { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out SubscriptionGroupTable? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    /// <summary>Writes <c>subscriptionGroup.json</c>, indented.</summary>
    public void WriteFile(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Indented, Write);

    private static SubscriptionGroupTable Read(ref TolerantJsonReader reader)
    {
        var table = new SubscriptionGroupTable();
        if (!reader.EnterObject()) return table;
        while (reader.NextMember())
        {
            if (reader.NameIs("subscriptionGroupTable"u8))
                table = table with { Groups = ReadGroups(ref reader) };
            else if (reader.NameIs("forbiddenTable"u8))
                table = table with { Forbidden = ReadForbidden(ref reader) };
            else if (reader.NameIs("dataVersion"u8))
                table = table with { DataVersion = DataVersion.Read(ref reader) };
        }

        return table;
    }

    private static Dictionary<string, SubscriptionGroupConfig> ReadGroups(ref TolerantJsonReader reader)
    {
        var groups = new Dictionary<string, SubscriptionGroupConfig>(StringComparer.Ordinal);
        if (!reader.EnterObject()) return groups;
        while (reader.NextMember())
        {
            string name = reader.GetName();
            SubscriptionGroupConfig config = SubscriptionGroupConfig.Read(ref reader);
            groups[name] = config.GroupName == name ? config : config with { GroupName = name };
        }

        return groups;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, int>> ReadForbidden(ref TolerantJsonReader reader) =>
        JsonMaps.ReadMap<IReadOnlyDictionary<string, int>>(ref reader, ReadBits);

    private static Dictionary<string, int> ReadBits(ref TolerantJsonReader reader)
    {
        var bits = new Dictionary<string, int>(StringComparer.Ordinal);
        if (!reader.EnterObject()) return bits;
        while (reader.NextMember()) bits[reader.GetName()] = reader.ReadInt32();
        return bits;
    }

    private static void WriteBits(ref JsonWriter writer, IReadOnlyDictionary<string, int> bits) =>
        JsonMaps.WriteMap(ref writer, bits, static (ref JsonWriter output, int value) => output.Number(value));

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("dataVersion"u8);
        DataVersion.Write(ref writer);
        writer.Name("forbiddenTable"u8);
        JsonMaps.WriteMap(ref writer, Forbidden, WriteBits);
        writer.Name("subscriptionGroupTable"u8);
        JsonMaps.WriteMap(ref writer, Groups, SubscriptionGroupJson.Write);
        writer.EndObject();
    }
}
