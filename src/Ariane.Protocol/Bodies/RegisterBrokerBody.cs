using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The body of REGISTER_BROKER.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/body/RegisterBrokerBody.java.</remarks>
public sealed record RegisterBrokerBody(TopicConfigTable TopicConfigs) : IJsonBody<RegisterBrokerBody>
{
    public IReadOnlyList<string> FilterServers { get; init; } = [];

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out RegisterBrokerBody? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    /// <summary>Reads the compressed form, which only brokers before 5.0 send properly.</summary>
    /// <param name="zlib">The body as received.</param>
    /// <param name="senderVersion">The <c>version</c> of the request: it decides how much the body holds.</param>
    /// <param name="maxInflatedBytes">The most that it may inflate to.</param>
    /// <param name="body">What the broker registers.</param>
    /// <param name="error">A sentence that says what is wrong.</param>
    public static bool TryParseCompressed(
        ReadOnlySpan<byte> zlib,
        int senderVersion,
        int maxInflatedBytes,
        [NotNullWhen(true)] out RegisterBrokerBody? body,
        [NotNullWhen(false)] out string? error) =>
        CompressedRegistration.TryParse(zlib, senderVersion, maxInflatedBytes, out body, out error);

    internal static RegisterBrokerBody Read(ref TolerantJsonReader reader)
    {
        var body = new RegisterBrokerBody(new TopicConfigTable());
        if (!reader.EnterObject()) return body;
        while (reader.NextMember())
        {
            if (reader.NameIs("topicConfigSerializeWrapper"u8))
                body = body with { TopicConfigs = TopicConfigTable.Read(ref reader) };
            else if (reader.NameIs("filterServerList"u8))
                body = body with { FilterServers = JsonMaps.ReadStrings(ref reader) };
        }

        return body;
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("filterServerList"u8);
        JsonMaps.WriteStrings(ref writer, FilterServers);
        writer.Name("topicConfigSerializeWrapper"u8);
        TopicConfigs.Write(ref writer);
        writer.EndObject();
    }
}
