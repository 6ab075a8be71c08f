using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// How far groups have consumed: <c>consumerOffset.json</c>. Keys are <c>topic@group</c>, then the queue id.
/// </summary>
/// <remarks>
/// Source: broker/.../broker/offset/ConsumerOffsetManager.java. Broadcasting groups whose offsets the broker keeps have
/// a third part, <c>topic@group@broadcast</c>.
/// </remarks>
public sealed record ConsumerOffsetTable : IJsonBody<ConsumerOffsetTable>
{
    private const char KeySeparator = '@';

    public IReadOnlyDictionary<string, IReadOnlyDictionary<int, long>> Offsets { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<int, long>>();

    public DataVersion DataVersion { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out ConsumerOffsetTable? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    /// <summary>Writes <c>consumerOffset.json</c>, indented.</summary>
    public void WriteFile(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Indented, Write);

    private static ConsumerOffsetTable Read(ref TolerantJsonReader reader)
    {
        var table = new ConsumerOffsetTable();
        if (!reader.EnterObject()) return table;
        while (reader.NextMember())
        {
            if (reader.NameIs("offsetTable"u8))
                table = table with { Offsets = ReadTable(ref reader) };
            else if (reader.NameIs("dataVersion"u8))
                table = table with { DataVersion = DataVersion.Read(ref reader) };
        }

        return table;
    }

    private static Dictionary<string, IReadOnlyDictionary<int, long>> ReadTable(ref TolerantJsonReader reader) =>
        JsonMaps.ReadMap<IReadOnlyDictionary<int, long>>(ref reader, ReadOffsets);

    private static Dictionary<int, long> ReadOffsets(ref TolerantJsonReader reader)
    {
        var offsets = new Dictionary<int, long>();
        if (!reader.EnterObject()) return offsets;
        while (reader.NextMember()) offsets[reader.GetNameAsInt32()] = reader.ReadInt64();
        return offsets;
    }

    private static void WriteOffsets(ref JsonWriter writer, IReadOnlyDictionary<int, long> offsets)
    {
        writer.StartObject();
        foreach ((int queueId, long offset) in offsets)
        {
            writer.Key(queueId);
            writer.Number(offset);
        }

        writer.EndObject();
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("dataVersion"u8);
        DataVersion.Write(ref writer);
        writer.Name("groupTopicMap"u8);
        WriteTopicsByGroup(ref writer);
        writer.Name("offsetTable"u8);
        JsonMaps.WriteMap(ref writer, Offsets, WriteOffsets);
        writer.EndObject();
    }

    /// <summary>Derived, for people and tools; ignored when read. Keys of three parts are not in it.</summary>
    private void WriteTopicsByGroup(ref JsonWriter writer)
    {
        var topicsByGroup = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (string key in Offsets.Keys)
        {
            if (key.Split(KeySeparator) is not [var topic, var group]) continue;
            if (!topicsByGroup.TryGetValue(group, out List<string>? topics)) topicsByGroup[group] = topics = [];
            topics.Add(topic);
        }

        JsonMaps.WriteMap(ref writer, topicsByGroup, JsonMaps.WriteStrings);
    }
}
