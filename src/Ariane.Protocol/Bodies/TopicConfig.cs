using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The configuration of one topic on one broker, as in <c>topics.json</c> and in registrations.</summary>
/// <remarks>Source: common/.../common/TopicConfig.java. Instances are never changed, only replaced.</remarks>
public sealed record TopicConfig(string TopicName) : IJsonBody<TopicConfig>
{
    private static readonly Dictionary<string, string> NoAttributes = [];

    private static readonly string[] FilterTypes = ["SINGLE_TAG", "MULTI_TAG"];

    public int ReadQueueNums { get; init; } = 16;

    public int WriteQueueNums { get; init; } = 16;

    public TopicPermission Perm { get; init; } = TopicPermission.Read | TopicPermission.Write;

    /// <summary><c>SINGLE_TAG</c> or <c>MULTI_TAG</c>.</summary>
    public string TopicFilterType { get; init; } = FilterTypes[0];

    /// <summary>Bit 0 unit, bit 1 unit subscription.</summary>
    public int TopicSysFlag { get; init; }

    public bool Order { get; init; }

    /// <summary>Such as <c>message.type</c>, <c>queue.type</c>, <c>cleanup.policy</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = NoAttributes;

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out TopicConfig? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    /// <summary>Reads one topic; members that are missing, as in files of 4.9, keep their defaults.</summary>
    internal static TopicConfig Read(ref TolerantJsonReader reader)
    {
        var config = new TopicConfig("");
        if (!reader.EnterObject()) return config;
        string name = config.TopicName;
        int readQueues = config.ReadQueueNums, writeQueues = config.WriteQueueNums;
        int perm = (int)config.Perm, filterType = 0, sysFlag = 0;
        bool order = false;
        IReadOnlyDictionary<string, string> attributes = NoAttributes;
        while (reader.NextMember())
        {
            if (reader.NameIs("topicName"u8)) name = reader.ReadString() ?? name;
            else if (reader.NameIs("readQueueNums"u8)) readQueues = reader.ReadInt32(readQueues);
            else if (reader.NameIs("writeQueueNums"u8)) writeQueues = reader.ReadInt32(writeQueues);
            else if (reader.NameIs("perm"u8)) perm = reader.ReadInt32(perm);
            else if (reader.NameIs("topicFilterType"u8)) filterType = reader.ReadEnum(FilterTypes, 0);
            else if (reader.NameIs("topicSysFlag"u8)) sysFlag = reader.ReadInt32();
            else if (reader.NameIs("order"u8)) order = reader.ReadBoolean();
            else if (reader.NameIs("attributes"u8)) attributes = JsonMaps.ReadStringMap(ref reader);
        }

        return new TopicConfig(name)
        {
            ReadQueueNums = readQueues,
            WriteQueueNums = writeQueues,
            Perm = (TopicPermission)perm,
            TopicFilterType = FilterTypes[filterType],
            TopicSysFlag = sysFlag,
            Order = order,
            Attributes = attributes,
        };
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("attributes"u8);
        JsonMaps.WriteStringMap(ref writer, Attributes);
        writer.Boolean("order"u8, Order);
        writer.Number("perm"u8, (int)Perm);
        writer.Number("readQueueNums"u8, ReadQueueNums);
        writer.String("topicFilterType"u8, TopicFilterType);
        writer.String("topicName"u8, TopicName);
        writer.Number("topicSysFlag"u8, TopicSysFlag);
        writer.Number("writeQueueNums"u8, WriteQueueNums);
        writer.EndObject();
    }
}
