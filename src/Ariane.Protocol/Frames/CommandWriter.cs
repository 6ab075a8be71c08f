using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Frames;

/// <summary>
/// Writes frames up to their body, which the caller appends. Safe for concurrent use with different outputs.
/// </summary>
/// <remarks>
/// Allocates nothing: a header is encoded in a buffer of its thread first, since its length stands before it.
/// </remarks>
public static class CommandWriter
{
    [ThreadStatic]
    private static HeaderBuffer? _buffer;

    /// <summary>Writes the prefix and header of a request.</summary>
    /// <param name="output">Where the frame goes.</param>
    /// <param name="codec">How the header is written. Codec 1 cuts codes off to 16 bits, as upstream.</param>
    /// <param name="code">A <see cref="Codes.RequestCode"/>.</param>
    /// <param name="opaque">The number that the response will repeat.</param>
    /// <param name="flags"><see cref="CommandFlags.None"/> or <see cref="CommandFlags.Oneway"/>.</param>
    /// <param name="remark">Text for a human, mostly null.</param>
    /// <param name="header">The ext fields.</param>
    /// <param name="bodyBytes">Exactly how many bytes the caller writes next.</param>
    public static void WriteRequest<THeader>(
        IBufferWriter<byte> output,
        HeaderCodec codec,
        int code,
        int opaque,
        CommandFlags flags,
        string? remark,
        in THeader header,
        int bodyBytes)
        where THeader : IHeader<THeader>
    {
        Write(output, codec, new CommandStart(code, opaque, flags, remark), header, bodyBytes);
    }

    /// <summary>Writes the prefix and header of a response.</summary>
    /// <param name="output">Where the frame goes.</param>
    /// <param name="codec">How the header is written.</param>
    /// <param name="code">A <see cref="Codes.ResponseCode"/>.</param>
    /// <param name="opaque">The request's number.</param>
    /// <param name="remark">What happened, when it was no plain success.</param>
    /// <param name="header">The ext fields.</param>
    /// <param name="bodyBytes">Exactly how many bytes the caller writes next.</param>
    public static void WriteResponse<THeader>(
        IBufferWriter<byte> output,
        HeaderCodec codec,
        int code,
        int opaque,
        string? remark,
        in THeader header,
        int bodyBytes)
        where THeader : IHeader<THeader>
    {
        Write(output, codec, new CommandStart(code, opaque, CommandFlags.Response, remark), header, bodyBytes);
    }

    private static void Write<THeader>(
        IBufferWriter<byte> output, HeaderCodec codec, in CommandStart start, in THeader header, int bodyBytes)
        where THeader : IHeader<THeader>
    {
        HeaderBuffer buffer = _buffer ??= new HeaderBuffer();
        buffer.Reset();    // a header that threw may have left its beginning
        if (codec == HeaderCodec.Json) JsonHeaderWriter.Write(buffer, start, header);
        else BinaryHeaderWriter.Write(buffer, start, header);

        ReadOnlySpan<byte> encoded = buffer.Written;
        if (encoded.Length > RemotingFrame.MaxHeaderBytes) ThrowTooLong();

        int bytes = RemotingFrame.PrefixBytes + encoded.Length;
        Span<byte> frame = output.GetSpan(bytes);
        BinaryPrimitives.WriteInt32BigEndian(frame, sizeof(int) + encoded.Length + bodyBytes);
        BinaryPrimitives.WriteInt32BigEndian(frame[sizeof(int)..], ((int)codec << 24) | encoded.Length);
        encoded.CopyTo(frame[RemotingFrame.PrefixBytes..]);
        output.Advance(bytes);
        buffer.Reset();
    }

    [DoesNotReturn]
    private static void ThrowTooLong() =>
        throw new InvalidOperationException($"A header has more than {RemotingFrame.MaxHeaderBytes} bytes.");
}
