using System.Diagnostics;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Remoting.Requests;

/// <summary>What a handler answers.</summary>
/// <remarks>
/// The ordinary replies allocate their header; hot paths write through <see cref="RequestContext.Write{THeader}"/> or
/// answer later through <see cref="RequestContext.Defer"/> and return what those give them.
/// </remarks>
public readonly struct Reply
{
    private readonly ReadOnlyMemory<byte> _body;

    private Reply(ReplyKind kind, ResponseCode code, string? remark, ReplyFields? fields, ReadOnlyMemory<byte> body)
    {
        Kind = kind;
        Code = code;
        Remark = remark;
        Fields = fields;
        _body = body;
    }

    /// <summary>SUCCESS without fields or body.</summary>
    public static Reply Ok => default;

    /// <summary>No response is sent at all.</summary>
    public static Reply Nothing => new(ReplyKind.Nothing, ResponseCode.Success, null, null, default);

    public ResponseCode Code { get; }

    public string? Remark { get; }

    internal ReplyKind Kind { get; }

    internal ReplyFields? Fields { get; }

    internal ReadOnlyMemory<byte> Body => _body;

    /// <summary>SUCCESS with fields.</summary>
    public static Reply Of<THeader>(THeader header)
        where THeader : IHeader<THeader> => Ok.WithHeader(header);

    /// <summary>Any code without fields; the remark says what happened, what was expected and what to do.</summary>
    public static Reply Error(ResponseCode code, string remark) => new(ReplyKind.Ordinary, code, remark, null, default);

    public Reply WithCode(ResponseCode code) => With(code, Remark, Fields, _body);

    public Reply WithRemark(string? remark) => With(Code, remark, Fields, _body);

    public Reply WithHeader<THeader>(THeader header)
        where THeader : IHeader<THeader> => With(Code, Remark, new ReplyFields<THeader>(header), _body);

    /// <summary>Adds a body. The reply owns the memory until it is written.</summary>
    public Reply WithBody(ReadOnlyMemory<byte> body) => With(Code, Remark, Fields, body);

    /// <summary>What a handler returns after it wrote the response itself.</summary>
    internal static Reply Written(ResponseCode code) => new(ReplyKind.Written, code, null, null, default);

    /// <summary>What a handler returns after it promised the response.</summary>
    internal static Reply Promised => new(ReplyKind.Promised, ResponseCode.Success, null, null, default);

    private Reply With(ResponseCode code, string? remark, ReplyFields? fields, ReadOnlyMemory<byte> body)
    {
        Debug.Assert(Kind == ReplyKind.Ordinary, "Only a response that is still to be written can be changed.");
        return new Reply(Kind, code, remark, fields, body);
    }
}
