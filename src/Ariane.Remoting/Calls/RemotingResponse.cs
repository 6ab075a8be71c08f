using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Calls;

/// <summary>The response to a call. Owns its memory; immutable.</summary>
public sealed class RemotingResponse
{
    // The ext fields as they came, then the body.
    private readonly byte[] _memory;
    private readonly int _fieldBytes;
    private readonly HeaderCodec _codec;

    internal RemotingResponse(
        ResponseCode code, string? remark, int version, HeaderCodec codec, byte[] memory, int fieldBytes)
    {
        Code = code;
        Remark = remark;
        Version = version;
        _codec = codec;
        _memory = memory;
        _fieldBytes = fieldBytes;
    }

    public ResponseCode Code { get; }

    public string? Remark { get; }

    /// <summary>The responder's version ordinal.</summary>
    public int Version { get; }

    public ReadOnlyMemory<byte> Body => _memory.AsMemory(_fieldBytes);

    /// <summary>On the wire an empty body and none are the same.</summary>
    public bool HasBody => _memory.Length > _fieldBytes;

    /// <summary>Reads the ext fields.</summary>
    /// <exception cref="RemotingException">A field is missing or malformed.</exception>
    public THeader ReadHeader<THeader>()
        where THeader : IHeader<THeader>
    {
        // The scratch is this header's own: what it borrows from it may live as long as the header.
        var fields = new FieldReader(_codec, _memory.AsMemory(0, _fieldBytes), new HeaderScratch());
        if (THeader.TryRead(ref fields, out THeader? header, out string? error)) return header;
        throw new RemotingException(
            RemotingFailure.MalformedResponse,
            $"The response (code {(int)Code}) cannot be read as {typeof(THeader).Name}: {error}");
    }
}
