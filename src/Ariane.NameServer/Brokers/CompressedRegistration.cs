using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Brokers;

/// <summary>The compressed form of a registration's body, which brokers before 5.0 can send.</summary>
/// <remarks>
/// One zlib stream of: int32 length, data version | int32 count, count × (int32 length, topic text) | int32 length,
/// filter servers | and from 5.0 on int32 count, count × (int32 length, mapping). All integers big-endian, all texts
/// UTF-8. Source: remoting/.../remoting/protocol/body/RegisterBrokerBody.java.
/// </remarks>
internal static class CompressedRegistration
{
    /// <summary>V5_0_0: the first version that sends the mappings of static topics.</summary>
    private const int FirstVersionWithMappings = 413;

    /// <summary>Room for a few thousand topics; grows by doubling.</summary>
    private const int InitialBytes = 64 * 1024;

    public static bool TryRead(
        ReadOnlySpan<byte> body,
        int version,
        int maxInflatedBytes,
        [NotNullWhen(true)] out RegistrationContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        try
        {
            var reader = new SectionReader(Inflate(body, maxInflatedBytes));
            content = ReadContent(ref reader, hasMappings: version >= FirstVersionWithMappings);
            error = null;
            return true;
        }
        catch (InvalidDataException exception)
        {
            error = $"Failed to decode the compressed RegisterBrokerBody: {exception.Message}";
            return false;
        }
    }

    private static RegistrationContent ReadContent(ref SectionReader reader, bool hasMappings)
    {
        if (!DataVersion.TryParse(reader.ReadSection("data version"), out var dataVersion, out string? error))
        {
            throw new InvalidDataException($"data version: {error}");
        }

        var topics = ReadTopics(ref reader);
        var filterServers = ReadFilterServers(reader.ReadSection("filter servers"));
        var mappings = hasMappings ? ReadMappings(ref reader) : null;
        var table = new TopicConfigTable { Topics = topics, DataVersion = dataVersion };
        return new RegistrationContent(mappings is null ? table : table with { MappingInfos = mappings }, filterServers);
    }

    private static Dictionary<string, TopicConfig> ReadTopics(ref SectionReader reader)
    {
        int count = reader.ReadCount("topics");
        var topics = new Dictionary<string, TopicConfig>(StringComparer.Ordinal);
        for (int index = 0; index < count; index++)
        {
            if (ReadTopic(Encoding.UTF8.GetString(reader.ReadSection("topic"))) is { } topic) topics[topic.TopicName] = topic;
        }

        return topics;
    }

    /// <summary>Name, read queues, write queues, permission, filter type and, from 5.0 on, attributes.</summary>
    /// <remarks>
    /// Fewer than five words are no topic, as upstream (common/.../common/TopicConfig.java, decode). Attributes do not
    /// matter to a name server; flags and order are lost in this form.
    /// </remarks>
    private static TopicConfig? ReadTopic(string text)
    {
        string[] words = text.Split(' ', 6);
        if (words.Length < 5) return null;

        return new TopicConfig(words[0])
        {
            ReadQueueNums = ReadNumber(words[1], text),
            WriteQueueNums = ReadNumber(words[2], text),
            Perm = (TopicPermission)ReadNumber(words[3], text),
            TopicFilterType = words[4],
        };
    }

    private static int ReadNumber(string word, string topic) => int.TryParse(word, out int number)
        ? number
        : throw new InvalidDataException($"'{word}' in the topic '{topic}' is not a whole number.");

    private static List<string> ReadFilterServers(ReadOnlySpan<byte> json)
    {
        var servers = new List<string>();
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String) servers.Add(reader.GetString()!);
            }

            return servers;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"filter servers: {exception.Message}", exception);
        }
    }

    private static Dictionary<string, TopicQueueMappingInfo> ReadMappings(ref SectionReader reader)
    {
        int count = reader.ReadCount("mappings");
        var mappings = new Dictionary<string, TopicQueueMappingInfo>(StringComparer.Ordinal);
        for (int index = 0; index < count; index++)
        {
            var mapping = ReadMapping(reader.ReadSection("mapping"));
            mappings[mapping.Topic] = mapping;
        }

        return mappings;
    }

    /// <summary>Mappings are only ever parsed as members of a topic table, so the text is made into one.</summary>
    private static TopicQueueMappingInfo ReadMapping(ReadOnlySpan<byte> json)
    {
        byte[] table = [.. """{"topicQueueMappingInfoMap":{"mapping":"""u8, .. json, .. "}}"u8];
        if (!TopicConfigTable.TryParse(table, out var parsed, out string? error))
        {
            throw new InvalidDataException($"mapping: {error}");
        }

        return parsed.MappingInfos.TryGetValue("mapping", out var mapping)
            ? mapping
            : throw new InvalidDataException("a mapping is not a JSON object.");
    }

    private static byte[] Inflate(ReadOnlySpan<byte> body, int maxBytes)
    {
        using var compressed = new MemoryStream(body.ToArray(), writable: false);
        using var inflater = new ZLibStream(compressed, CompressionMode.Decompress);
        byte[] plain = new byte[Math.Min(InitialBytes, maxBytes)];
        int length = 0;
        while (true)
        {
            int read = inflater.Read(plain, length, plain.Length - length);
            if (read == 0) return plain.AsSpan(0, length).ToArray();

            length += read;
            if (length < plain.Length) continue;
            if (length == maxBytes) throw new InvalidDataException($"it inflates to more than {maxBytes} bytes.");

            Array.Resize(ref plain, (int)Math.Min(plain.Length * 2L, maxBytes));
        }
    }
}
