using System.Buffers;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Routes;

/// <summary>The route of a topic as of one moment, and its encoded forms once somebody asked for them.</summary>
/// <remarks>
/// Safe for concurrent use: the route never changes, and two threads that encode it at once get equal bytes.
/// </remarks>
internal sealed class CachedRoute(TopicRoute route)
{
    private byte[]? _quoted;
    private byte[]? _unquoted;

    public string? OrderTopicConf => route.OrderTopicConf;

    /// <param name="quotedIds">
    /// Standard JSON; without, broker ids are unquoted as clients before 4.9.4 are used to.
    /// </param>
    public ReadOnlyMemory<byte> Encoded(bool quotedIds) => quotedIds
        ? _quoted ??= Encode(quotedIds: true)
        : _unquoted ??= Encode(quotedIds: false);

    private byte[] Encode(bool quotedIds)
    {
        var output = new ArrayBufferWriter<byte>();
        route.Write(output, quotedIds);
        return output.WrittenSpan.ToArray();
    }
}
