using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Json;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// The compressed form of <see cref="RegisterBrokerBody"/>: one zlib stream of length-prefixed texts. Pure functions.
/// </summary>
/// <remarks>
/// Big-endian: int32 length, DataVersion JSON | int32 count, so many (int32 length, topic text) | int32 length, JSON
/// array of filter servers | from 5.0 on: int32 count, so many (int32 length, mapping JSON). A topic text is
/// <c>name readQueues writeQueues perm filterType [attributes]</c>, separated by blanks; of this form flags and order
/// are lost. Source: remoting/.../remoting/protocol/body/RegisterBrokerBody.java (decode),
/// common/.../common/TopicConfig.java.
/// </remarks>
internal static class CompressedRegistration
{
    private const int RequiredWords = 5;

    public static bool TryParse(
        ReadOnlySpan<byte> zlib,
        int senderVersion,
        int maxInflatedBytes,
        [NotNullWhen(true)] out RegisterBrokerBody? body,
        [NotNullWhen(false)] out string? error)
    {
        RegisterBrokerBody? parsed = null;
        try
        {
            bool isComplete = ZlibCodec.TryRead(zlib, stream =>
            {
                var reader = new SectionReader(stream, maxInflatedBytes);
                parsed = Read(reader, senderVersion >= ProtocolVersion.StaticTopicMappings);
                reader.ReadToEnd();
            });
            error = isComplete ? null : "it is no complete zlib stream";
        }
        catch (InvalidDataException exception)
        {
            error = exception.Message;
        }

        body = error is null ? parsed : null;
        return body is not null;
    }

    private static RegisterBrokerBody Read(SectionReader reader, bool hasMappings)
    {
        if (!DataVersion.TryParse(reader.ReadSection("data version"), out DataVersion version, out string? error))
            throw new InvalidDataException($"data version: {error}");

        Dictionary<string, TopicConfig> topics = ReadTopics(reader);
        List<string> filterServers = ReadFilterServers(reader.ReadSection("filter servers"));
        var table = new TopicConfigTable { DataVersion = version, Topics = topics };
        if (hasMappings) table = table with { MappingInfos = ReadMappings(reader) };
        return new RegisterBrokerBody(table) { FilterServers = filterServers };
    }

    private static Dictionary<string, TopicConfig> ReadTopics(SectionReader reader)
    {
        int count = reader.ReadCount("topics");
        var topics = new Dictionary<string, TopicConfig>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            if (ReadTopic(Encoding.UTF8.GetString(reader.ReadSection("topic"))) is { } topic)
                topics[topic.TopicName] = topic;
        }

        return topics;
    }

    /// <summary>Fewer than five words are no topic, as upstream; letters in place of numbers are an error.</summary>
    private static TopicConfig? ReadTopic(string text)
    {
        string[] words = text.Split(' ', RequiredWords + 1);
        if (words.Length < RequiredWords) return null;

        var topic = new TopicConfig(words[0])
        {
            ReadQueueNums = ReadNumber(words[1], text),
            WriteQueueNums = ReadNumber(words[2], text),
            Perm = (TopicPermission)ReadNumber(words[3], text),
            TopicFilterType = words[4],
        };
        return words.Length == RequiredWords ? topic : WithAttributes(topic, words[RequiredWords]);
    }

    private static int ReadNumber(string word, string topic) => int.TryParse(word, out int number)
        ? number
        : throw new InvalidDataException($"'{word}' in the topic '{topic}' is not a whole number");

    // Attributes that cannot be read are none, as upstream.
    private static TopicConfig WithAttributes(TopicConfig topic, string json)
    {
        var reader = new TolerantJsonReader(Encoding.UTF8.GetBytes(json));
        Dictionary<string, string> attributes = JsonMaps.ReadStringMap(ref reader);
        return reader.TryComplete(out _) ? topic with { Attributes = attributes } : topic;
    }

    private static List<string> ReadFilterServers(ReadOnlySpan<byte> json)
    {
        var reader = new TolerantJsonReader(json);
        List<string> servers = JsonMaps.ReadStrings(ref reader);
        return reader.TryComplete(out string? error)
            ? servers
            : throw new InvalidDataException($"filter servers: {error}");
    }

    private static Dictionary<string, TopicQueueMappingInfo> ReadMappings(SectionReader reader)
    {
        int count = reader.ReadCount("mappings");
        var mappings = new Dictionary<string, TopicQueueMappingInfo>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            var json = new TolerantJsonReader(reader.ReadSection("mapping"));
            TopicQueueMappingInfo? mapping = TopicQueueMappingInfo.Read(ref json);
            if (!json.TryComplete(out string? error)) throw new InvalidDataException($"mapping: {error}");
            if (mapping is null) throw new InvalidDataException("a mapping is not a JSON object");
            mappings[mapping.Topic] = mapping;
        }

        return mappings;
    }
}
