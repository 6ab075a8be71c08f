namespace Ariane.Protocol.Messages;

/// <summary>
/// Compresses and decompresses message bodies. Clients do this; a broker never looks inside. Thread-safe.
/// </summary>
/// <remarks>
/// Zlib streams, LZ4 frames and Zstandard frames, told apart by bits 8–10 of the sysFlag; senders that know only zlib
/// leave them 0. LZ4 and Zstandard need the system's libraries.
/// Source: common/.../common/compression, common/.../common/sysflag/MessageSysFlag.java.
/// </remarks>
public static class MessageCompression
{
    /// <summary>The bits that go with <see cref="CompressZlib"/>.</summary>
    public const MessageSysFlag ZlibFlags = MessageSysFlag.Compressed | MessageSysFlag.CompressionZlib;

    /// <summary>Decompresses the body of a message whose sysFlag has <see cref="MessageSysFlag.Compressed"/>.</summary>
    /// <param name="body">The body as stored.</param>
    /// <param name="sysFlag">The flags of the message; bits besides the type do not matter.</param>
    /// <param name="maxBytes">More content than this is refused while it is being decompressed.</param>
    /// <param name="content">The content; empty unless the result is <see cref="DecompressionStatus.Done"/>.</param>
    public static DecompressionStatus TryDecompress(
        ReadOnlySpan<byte> body, MessageSysFlag sysFlag, int maxBytes, out byte[] content)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        switch (sysFlag & MessageSysFlag.CompressionMask)
        {
            case MessageSysFlag.None or MessageSysFlag.CompressionZlib:
                return ZlibCodec.TryInflate(body, maxBytes, out content);
            case MessageSysFlag.CompressionLz4:
                return Lz4FrameDecoder.TryDecompress(body, maxBytes, out content);
            case MessageSysFlag.CompressionZstd:
                return ZstdDecoder.TryDecompress(body, maxBytes, out content);
            default:
                content = [];
                return DecompressionStatus.Unsupported;
        }
    }

    /// <summary>Compresses a body as upstream's producer does, at level 5; every client can read it.</summary>
    public static byte[] CompressZlib(ReadOnlySpan<byte> body) => ZlibCodec.Deflate(body);
}
