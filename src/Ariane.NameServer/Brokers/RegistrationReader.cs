using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;

namespace Ariane.NameServer.Brokers;

/// <summary>Reads the body of a registration in each of its forms.</summary>
/// <remarks>Source: namesrv/.../namesrv/processor/DefaultRequestProcessor.java, registerBroker.</remarks>
internal static class RegistrationReader
{
    /// <summary>V3_0_11: the first version that sends filter servers, and so wraps the topic table.</summary>
    private const int FirstVersionWithFilterServers = 37;

    /// <summary>Reads the body, or says why it cannot be accepted.</summary>
    /// <param name="version">The sender's version ordinal, which decides the form.</param>
    /// <param name="maxInflatedBytes">The most that a compressed body may grow to.</param>
    public static bool TryRead(
        RegisterBrokerRequest header,
        int version,
        ReadOnlySpan<byte> body,
        int maxInflatedBytes,
        [NotNullWhen(true)] out RegistrationContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        if (header.BodyCrc32 != 0 && header.BodyCrc32 != Crc32.ComputeBody(body))
        {
            error = "crc32 not match";
            return false;
        }

        if (body.IsEmpty)
        {
            content = RegistrationContent.Empty;
            error = null;
            return true;
        }

        if (version < FirstVersionWithFilterServers) return TryReadBare(body, out content, out error);

        return header.Compressed
            ? TryReadCompressed(body, version, maxInflatedBytes, out content, out error)
            : TryReadWrapped(body, out content, out error);
    }

    private static bool TryReadCompressed(
        ReadOnlySpan<byte> zlib,
        int version,
        int maxInflatedBytes,
        [NotNullWhen(true)] out RegistrationContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        if (!RegisterBrokerBody.TryParseCompressed(zlib, version, maxInflatedBytes, out var body, out string? reason))
        {
            error = $"Failed to decode the compressed RegisterBrokerBody: {reason}";
            return false;
        }

        content = new RegistrationContent(body.TopicConfigs, body.FilterServers);
        error = null;
        return true;
    }

    private static bool TryReadWrapped(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out RegistrationContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        if (!RegisterBrokerBody.TryParse(json, out var body, out string? reason))
        {
            error = $"Failed to decode RegisterBrokerBody: {reason}";
            return false;
        }

        content = new RegistrationContent(body.TopicConfigs, body.FilterServers);
        error = null;
        return true;
    }

    private static bool TryReadBare(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out RegistrationContent? content,
        [NotNullWhen(false)] out string? error)
    {
        content = null;
        if (!TopicConfigTable.TryParse(json, out var topics, out string? reason))
        {
            error = $"Failed to decode TopicConfigSerializeWrapper: {reason}";
            return false;
        }

        content = new RegistrationContent(topics, FilterServers: null);
        error = null;
        return true;
    }
}
