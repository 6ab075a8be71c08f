using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>What a group wants of one topic.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/heartbeat/SubscriptionData.java. Instances never change.
/// <see cref="Version"/> is <c>subVersion</c>, in Unix milliseconds (Go clients send nanoseconds); null when the sender
/// left it out. A missing expression means everything.
/// </remarks>
public sealed record SubscriptionData(string Topic, string Expression) : IJsonBody<SubscriptionData>
{
    private const string Everything = "*";
    private const string Tag = "TAG";

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The Java string hashes of <see cref="Tags"/>.</summary>
    public IReadOnlyList<int> TagCodes { get; init; } = [];

    public long? Version { get; init; }

    /// <summary><c>TAG</c> or <c>SQL92</c>.</summary>
    public string ExpressionType { get; init; } = Tag;

    public bool ClassFilterMode { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out SubscriptionData? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    internal static SubscriptionData Read(ref TolerantJsonReader reader)
    {
        var data = new SubscriptionData("", Everything);
        if (!reader.EnterObject()) return data;
        while (reader.NextMember())
        {
            if (reader.NameIs("topic"u8)) data = data with { Topic = reader.ReadString() ?? "" };
            else if (reader.NameIs("subString"u8)) data = data with { Expression = reader.ReadString() ?? Everything };
            else if (reader.NameIs("tagsSet"u8)) data = data with { Tags = JsonMaps.ReadStrings(ref reader) };
            else if (reader.NameIs("codeSet"u8)) data = data with { TagCodes = ReadCodes(ref reader) };
            else if (reader.NameIs("subVersion"u8)) data = data with { Version = reader.ReadNullableInt64() };
            else if (reader.NameIs("expressionType"u8))
                data = data with { ExpressionType = reader.ReadString() ?? Tag };
            else if (reader.NameIs("classFilterMode"u8)) data = data with { ClassFilterMode = reader.ReadBoolean() };
        }

        return data;
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Boolean("classFilterMode"u8, ClassFilterMode);
        writer.Name("codeSet"u8);
        WriteCodes(ref writer);
        writer.String("expressionType"u8, ExpressionType);
        writer.String("subString"u8, Expression);
        if (Version is { } version)
        {
            writer.Number("subVersion"u8, version);
        }

        writer.Name("tagsSet"u8);
        JsonMaps.WriteStrings(ref writer, Tags);
        writer.String("topic"u8, Topic);
        writer.EndObject();
    }

    private static List<int> ReadCodes(ref TolerantJsonReader reader)
    {
        var codes = new List<int>();
        if (!reader.EnterArray()) return codes;
        while (reader.NextElement()) codes.Add(reader.ReadInt32());
        return codes;
    }

    private void WriteCodes(ref JsonWriter writer)
    {
        writer.StartArray();
        foreach (int code in TagCodes)
        {
            writer.Element();
            writer.Number(code);
        }

        writer.EndArray();
    }
}
