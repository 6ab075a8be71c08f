using System.Buffers;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Protocol.Frames;

/// <summary>The header of a frame, decoded up to its ext fields.</summary>
/// <remarks>
/// It borrows the frame and the scratch memory; decoding allocates nothing. A value to pass by reference.
/// </remarks>
public readonly struct CommandHeader
{
    private readonly ReadOnlyMemory<byte> _remark;
    private readonly bool _isRemarkEscaped;

    private CommandHeader(HeaderCodec codec, ReadOnlyMemory<byte> header, in HeaderParts parts)
    {
        Codec = codec;
        Code = parts.Code;
        Language = parts.Language;
        Version = parts.Version;
        Opaque = parts.Opaque;
        Flags = (CommandFlags)parts.Flags;
        Fields = header.Slice(parts.FieldsStart, parts.FieldsBytes);
        HasRemark = parts.HasRemark;
        _remark = header.Slice(parts.RemarkStart, parts.RemarkBytes);
        _isRemarkEscaped = parts.IsRemarkEscaped;
    }

    /// <summary>How the header was written; its <see cref="Fields"/> still are.</summary>
    public HeaderCodec Codec { get; }

    /// <summary>
    /// A <see cref="RequestCode"/>, or of a response a <see cref="ResponseCode"/>; any number is possible.
    /// </summary>
    public int Code { get; }

    /// <summary>What the sender is written in; <see cref="LanguageCode.Other"/> when it is none we know.</summary>
    public LanguageCode Language { get; }

    /// <summary>The sender's version ordinal (<see cref="ProtocolVersion"/>), 0 when it sent none.</summary>
    public int Version { get; }

    /// <summary>The number that pairs a response with its request, chosen by the requester.</summary>
    public int Opaque { get; }

    public CommandFlags Flags { get; }

    public bool IsResponse => (Flags & CommandFlags.Response) != 0;

    /// <summary>Whether the sender wants no answer, not even an error.</summary>
    public bool IsOneway => (Flags & CommandFlags.Oneway) != 0;

    public bool HasRemark { get; }

    /// <summary>The sender's text, mostly why a request failed. Every call makes a new string.</summary>
    public string? Remark => HasRemark ? DecodeRemark() : null;

    /// <summary>
    /// The ext fields in the header's codec, as <see cref="FieldReader"/> takes them; empty when there are none.
    /// </summary>
    public ReadOnlyMemory<byte> Fields { get; }

    /// <summary>A reader of the ext fields. Any number of them can be made.</summary>
    public FieldReader ReadFields(HeaderScratch scratch) => new(Codec, Fields, scratch);

    /// <summary>Decodes the header of a frame. Never throws, whatever the bytes are.</summary>
    /// <param name="codec">How the header is written.</param>
    /// <param name="header">The header's bytes.</param>
    /// <param name="scratch">Where a header that lies in several segments is joined.</param>
    /// <param name="command">The decoded header.</param>
    /// <param name="error">Why there is none. The frame is then malformed: upstream closes the connection.</param>
    public static bool TryParse(
        HeaderCodec codec,
        in ReadOnlySequence<byte> header,
        HeaderScratch scratch,
        out CommandHeader command,
        out string? error)
    {
        ReadOnlyMemory<byte> bytes = header.IsSingleSegment ? header.First : Join(header, scratch);
        var parts = default(HeaderParts);
        error = codec switch
        {
            HeaderCodec.Json => JsonHeaderParser.Parse(bytes.Span, scratch, ref parts),
            HeaderCodec.Binary => BinaryHeaderParser.Parse(bytes.Span, ref parts),
            _ => "the codec of the header is unknown",
        };
        command = error is null ? new CommandHeader(codec, bytes, parts) : default;
        return error is null;
    }

    private static ReadOnlyMemory<byte> Join(in ReadOnlySequence<byte> header, HeaderScratch scratch)
    {
        Memory<byte> joined = scratch.Take(checked((int)header.Length));
        header.CopyTo(joined.Span);
        return joined;
    }

    private string DecodeRemark()
    {
        if (!_isRemarkEscaped) return Encoding.UTF8.GetString(_remark.Span);

        byte[] text = new byte[_remark.Length];
        int bytes = JsonText.Unescape(_remark.Span, text);
        return bytes < 0 ? Encoding.UTF8.GetString(_remark.Span) : Encoding.UTF8.GetString(text, 0, bytes);
    }
}
