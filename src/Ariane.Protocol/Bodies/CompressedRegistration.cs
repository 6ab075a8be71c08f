using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Json;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// The compressed form of <see cref="RegisterBrokerBody"/>: one zlib stream of length-prefixed texts.
/// </summary>
/// <remarks>
/// Big-endian: int32 length, DataVersion JSON | int32 count, so many (int32 length, topic text) | int32 length, JSON
/// array of filter servers | from 5.0 on: int32 count, so many (int32 length, mapping JSON). A topic text is
/// <c>name readQueues writeQueues perm filterType [attributes]</c>, separated by blanks.
/// Source: remoting/.../remoting/protocol/body/RegisterBrokerBody.java (decode), common/.../common/TopicConfig.java.
/// </remarks>
internal static class CompressedRegistration
{
    /// <summary>Room for some hundred thousand topics; more is an attack.</summary>
    public const int MaxInflatedBytes = 64 * 1024 * 1024;

    private const int RequiredParts = 5;

    public static bool TryParse(
        ReadOnlySpan<byte> zlib,
        int senderVersion,
        [NotNullWhen(true)] out RegisterBrokerBody? body,
        [NotNullWhen(false)] out string? error)
    {
        body = null;
        DecompressionStatus status = ZlibCodec.TryInflate(zlib, MaxInflatedBytes, out byte[] content);
        if (status != DecompressionStatus.Done)
        {
            error = status == DecompressionStatus.TooLarge
                ? $"the compressed registration inflates to more than {MaxInflatedBytes} bytes"
                : "the compressed registration is no complete zlib stream";
            return false;
        }

        ReadOnlySpan<byte> rest = content;
        return TryParseContent(ref rest, senderVersion >= ProtocolVersion.StaticTopicMappings, out body, out error);
    }

    private static bool TryParseContent(
        ref ReadOnlySpan<byte> rest,
        bool withMappings,
        [NotNullWhen(true)] out RegisterBrokerBody? body,
        [NotNullWhen(false)] out string? error)
    {
        body = null;
        error = "the compressed registration ends too early";
        if (!TryReadText(ref rest, out ReadOnlySpan<byte> versionJson)) return false;
        if (!DataVersion.TryParse(versionJson, out DataVersion version, out string? jsonError))
            return Fail(jsonError, out error);

        if (!TryReadTopics(ref rest, out Dictionary<string, TopicConfig> topics)) return false;
        if (!TryReadText(ref rest, out ReadOnlySpan<byte> filterServersJson)) return false;

        var reader = new TolerantJsonReader(filterServersJson);
        List<string> filterServers = JsonMaps.ReadStrings(ref reader);
        if (!reader.TryComplete(out jsonError)) return Fail(jsonError, out error);

        var mappings = new Dictionary<string, TopicQueueMappingInfo>(StringComparer.Ordinal);
        if (withMappings && !TryReadMappings(ref rest, mappings)) return false;

        error = null;
        body = new RegisterBrokerBody(
            new TopicConfigTable { DataVersion = version, Topics = topics, MappingInfos = mappings })
        {
            FilterServers = filterServers,
        };
        return true;
    }

    private static bool TryReadTopics(ref ReadOnlySpan<byte> rest, out Dictionary<string, TopicConfig> topics)
    {
        topics = new Dictionary<string, TopicConfig>(StringComparer.Ordinal);
        if (!TryReadInt32(ref rest, out int count)) return false;
        for (int i = 0; i < count; i++)
        {
            if (!TryReadText(ref rest, out ReadOnlySpan<byte> text)) return false;
            if (ParseTopic(Encoding.UTF8.GetString(text)) is { } topic) topics[topic.TopicName] = topic;
        }

        return true;
    }

    private static bool TryReadMappings(ref ReadOnlySpan<byte> rest, Dictionary<string, TopicQueueMappingInfo> mappings)
    {
        if (!TryReadInt32(ref rest, out int count)) return false;
        for (int i = 0; i < count; i++)
        {
            if (!TryReadText(ref rest, out ReadOnlySpan<byte> json)) return false;
            var reader = new TolerantJsonReader(json);
            TopicQueueMappingInfo? mapping = TopicQueueMappingInfo.Read(ref reader);
            if (reader.TryComplete(out _) && mapping is not null) mappings[mapping.Topic] = mapping;
        }

        return true;
    }

    /// <summary>
    /// Null for text with too few parts or with letters in place of numbers: such a topic is left out.
    /// </summary>
    private static TopicConfig? ParseTopic(string text)
    {
        string[] parts = text.Split(' ', RequiredParts + 1);
        if (parts.Length < RequiredParts
            || !int.TryParse(parts[1], out int readQueues)
            || !int.TryParse(parts[2], out int writeQueues)
            || !int.TryParse(parts[3], out int perm))
        {
            return null;
        }

        var topic = new TopicConfig(parts[0])
        {
            ReadQueueNums = readQueues,
            WriteQueueNums = writeQueues,
            Perm = (TopicPermission)perm,
            TopicFilterType = parts[4],
        };
        if (parts.Length == RequiredParts) return topic;

        byte[] attributesJson = Encoding.UTF8.GetBytes(parts[RequiredParts]);
        var reader = new TolerantJsonReader(attributesJson);
        Dictionary<string, string> attributes = JsonMaps.ReadStringMap(ref reader);
        return reader.TryComplete(out _) ? topic with { Attributes = attributes } : topic;
    }

    private static bool TryReadText(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!TryReadInt32(ref rest, out int length) || length < 0 || length > rest.Length) return false;
        text = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static bool TryReadInt32(ref ReadOnlySpan<byte> rest, out int value)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(rest, out value)) return false;
        rest = rest[sizeof(int)..];
        return true;
    }

    private static bool Fail(string reason, out string error)
    {
        error = "the compressed registration holds broken " + reason;
        return false;
    }
}
