using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// All topics of a broker: the answer to GET_ALL_TOPIC_CONFIG, <c>topics.json</c>, and part of a registration.
/// </summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/body/TopicConfigAndMappingSerializeWrapper.java. Mapping members are absent
/// in what 4.x brokers send and in the file. A topic goes by its key: a name inside the entry that differs gives way.
/// </remarks>
public sealed record TopicConfigTable : IJsonBody<TopicConfigTable>
{
    public IReadOnlyDictionary<string, TopicConfig> Topics { get; init; } = new Dictionary<string, TopicConfig>();

    public DataVersion DataVersion { get; init; }

    /// <summary>The version of the table of static topics.</summary>
    public DataVersion MappingDataVersion { get; init; }

    /// <summary>Static topics: topic to the mapping this broker knows.</summary>
    public IReadOnlyDictionary<string, TopicQueueMappingInfo> MappingInfos { get; init; } =
        new Dictionary<string, TopicQueueMappingInfo>();

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out TopicConfigTable? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    /// <summary>Writes <c>topics.json</c>: indented, without the mapping members, which have their own file.</summary>
    public void WriteFile(IBufferWriter<byte> output) =>
        JsonBody.Write(output, JsonLayout.Indented, WriteWithoutMapping);

    internal static TopicConfigTable Read(ref TolerantJsonReader reader)
    {
        var table = new TopicConfigTable();
        if (!reader.EnterObject()) return table;
        while (reader.NextMember())
        {
            if (reader.NameIs("topicConfigTable"u8))
                table = table with { Topics = ReadTopics(ref reader) };
            else if (reader.NameIs("dataVersion"u8))
                table = table with { DataVersion = DataVersion.Read(ref reader) };
            else if (reader.NameIs("mappingDataVersion"u8))
                table = table with { MappingDataVersion = DataVersion.Read(ref reader) };
            else if (reader.NameIs("topicQueueMappingInfoMap"u8))
                table = table with { MappingInfos = JsonMaps.ReadMap(ref reader, TopicQueueMappingInfo.Read) };
        }

        return table;
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        WriteTopics(ref writer, MappingDataVersion);

        // What only brokers tell each other about static topics; a name server ignores it.
        writer.Name("topicQueueMappingDetailMap"u8);
        writer.StartObject();
        writer.EndObject();
        writer.Name("topicQueueMappingInfoMap"u8);
        TopicQueueMappingInfo.WriteMap(ref writer, MappingInfos, quotedIds: false);
        writer.EndObject();
    }

    private void WriteWithoutMapping(ref JsonWriter writer)
    {
        writer.StartObject();
        WriteTopics(ref writer, mappingVersion: null);
        writer.EndObject();
    }

    private static Dictionary<string, TopicConfig> ReadTopics(ref TolerantJsonReader reader)
    {
        var topics = new Dictionary<string, TopicConfig>(StringComparer.Ordinal);
        if (!reader.EnterObject()) return topics;
        while (reader.NextMember())
        {
            string name = reader.GetName();
            TopicConfig config = TopicConfig.Read(ref reader);
            topics[name] = config.TopicName == name ? config : config with { TopicName = name };
        }

        return topics;
    }

    private void WriteTopics(ref JsonWriter writer, DataVersion? mappingVersion)
    {
        writer.Name("dataVersion"u8);
        DataVersion.Write(ref writer);
        if (mappingVersion is { } version)
        {
            writer.Name("mappingDataVersion"u8);
            version.Write(ref writer);
        }

        writer.Name("topicConfigTable"u8);
        JsonMaps.WriteMap(
            ref writer, Topics, static (ref JsonWriter output, TopicConfig topic) => topic.Write(ref output));
    }
}
