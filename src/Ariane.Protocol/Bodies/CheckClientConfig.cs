using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The body of CHECK_CLIENT_CONFIG. Source: .../protocol/body/CheckClientRequestBody.java.</summary>
public sealed record CheckClientConfig(string? ClientId, string? Group, SubscriptionData? Subscription)
    : IJsonBody<CheckClientConfig>
{
    public string? Namespace { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out CheckClientConfig? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static CheckClientConfig Read(ref TolerantJsonReader reader)
    {
        var config = new CheckClientConfig(null, null, null);
        if (!reader.EnterObject()) return config;
        while (reader.NextMember())
        {
            if (reader.NameIs("clientId"u8)) config = config with { ClientId = reader.ReadString() };
            else if (reader.NameIs("group"u8)) config = config with { Group = reader.ReadString() };
            else if (reader.NameIs("namespace"u8)) config = config with { Namespace = reader.ReadString() };
            else if (reader.NameIs("subscriptionData"u8) && reader.PeekKind() == JsonValueKind.Object)
                config = config with { Subscription = SubscriptionData.Read(ref reader) };
        }

        return config;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        WriteText(ref writer, "clientId"u8, ClientId);
        WriteText(ref writer, "group"u8, Group);
        WriteText(ref writer, "namespace"u8, Namespace);
        if (Subscription is not null)
        {
            writer.Name("subscriptionData"u8);
            Subscription.Write(ref writer);
        }

        writer.EndObject();
    }

    private static void WriteText(ref JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        writer.String(name, value);
    }
}
