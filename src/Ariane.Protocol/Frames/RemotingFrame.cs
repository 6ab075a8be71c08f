using System.Buffers;
using System.Buffers.Binary;

namespace Ariane.Protocol.Frames;

/// <summary>Cuts a connection's input into frames. Stateless.</summary>
/// <remarks>
/// Big-endian: int32 bytes that follow | uint8 header codec | uint24 header bytes | header | body.
/// Source: remoting/.../remoting/netty/NettyDecoder.java and remoting/.../remoting/protocol/RemotingCommand.java.
/// </remarks>
public static class RemotingFrame
{
    /// <summary>Bytes before the header: the two length words.</summary>
    public const int PrefixBytes = 2 * sizeof(int);

    /// <summary>The longest header whose length the prefix can hold.</summary>
    public const int MaxHeaderBytes = 0x00FF_FFFF;

    /// <summary>Cuts one frame off the front of <paramref name="buffer"/>, or leaves it untouched.</summary>
    /// <param name="buffer">The input; advanced past the frame when there is one.</param>
    /// <param name="maxFrameBytes">The largest frame to accept, length field included.</param>
    /// <param name="frame">The frame; it borrows the buffer until the pipe advances.</param>
    public static FrameStatus TryRead(ref ReadOnlySequence<byte> buffer, int maxFrameBytes, out Frame frame)
    {
        frame = default;
        Span<byte> joined = stackalloc byte[PrefixBytes];
        ReadOnlySpan<byte> prefix = Prefix(buffer, joined);
        if (prefix.Length < sizeof(int)) return FrameStatus.NeedMore;

        // Judged before waiting for the rest, so a hostile length cannot make the server buffer it.
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length < sizeof(int) || length > maxFrameBytes - sizeof(int)) return FrameStatus.Malformed;
        if (prefix.Length < PrefixBytes) return FrameStatus.NeedMore;

        int codecAndHeaderBytes = BinaryPrimitives.ReadInt32BigEndian(prefix[sizeof(int)..]);
        var codec = (HeaderCodec)(codecAndHeaderBytes >>> 24);
        int headerBytes = codecAndHeaderBytes & MaxHeaderBytes;
        int bodyBytes = length - sizeof(int) - headerBytes;
        if (bodyBytes < 0 || codec > HeaderCodec.Binary) return FrameStatus.Malformed;
        if (buffer.Length < sizeof(int) + length) return FrameStatus.NeedMore;

        ReadOnlySequence<byte> header = buffer.Slice(PrefixBytes, headerBytes);
        ReadOnlySequence<byte> body = buffer.Slice(header.End, bodyBytes);
        buffer = buffer.Slice(body.End);
        if (headerBytes == 0) return FrameStatus.Empty;

        frame = new Frame(codec, header, body);
        return FrameStatus.Complete;
    }

    /// <summary>The first bytes of the buffer, at most a prefix; joined when they lie in several segments.</summary>
    private static ReadOnlySpan<byte> Prefix(in ReadOnlySequence<byte> buffer, Span<byte> joined)
    {
        ReadOnlySpan<byte> first = buffer.FirstSpan;
        if (first.Length >= PrefixBytes) return first[..PrefixBytes];

        int available = (int)Math.Min(buffer.Length, PrefixBytes);
        buffer.Slice(0, available).CopyTo(joined);
        return joined[..available];
    }
}
