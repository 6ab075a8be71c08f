using System.Buffers;

namespace Ariane.Protocol.Frames;

/// <summary>One frame: a header still in its codec, and a body, which is empty when the frame has none.</summary>
/// <remarks>It borrows the buffer that it was cut from.</remarks>
public readonly struct Frame(HeaderCodec codec, ReadOnlySequence<byte> header, ReadOnlySequence<byte> body)
{
    public HeaderCodec Codec { get; } = codec;

    public ReadOnlySequence<byte> Header { get; } = header;

    /// <summary>The wire cannot tell an empty body from none.</summary>
    public ReadOnlySequence<byte> Body { get; } = body;
}
