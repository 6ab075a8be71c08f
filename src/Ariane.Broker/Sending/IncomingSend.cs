using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Sending;

/// <summary>A send while it is worked on: what was received, and the way back to its sender.</summary>
/// <remarks>
/// Answered through its context while the handler runs, or through a promise when that was given up before.
/// </remarks>
internal readonly struct IncomingSend
{
    private readonly RequestContext? _context;
    private readonly DeferredReply? _later;

    private IncomingSend(
        RequestContext context,
        DeferredReply? later,
        in SendMessageRequest request,
        in ReadOnlySequence<byte> body,
        bool isLate)
    {
        IsLate = isLate;
        _context = later is null && !context.IsOneway ? context : null;
        _later = later;
        Request = request;
        Body = body;
        Sender = context.Connection.RemoteHost;
        SenderVersion = context.Version;
    }

    /// <summary>
    /// Whether the batch of requests that it came with is over: its answer leaves as soon as it is given.
    /// </summary>
    public bool IsLate { get; }

    public SendMessageRequest Request { get; }

    public ReadOnlySequence<byte> Body { get; }

    public HostAddress Sender { get; }

    /// <summary>The version ordinal that the sender's frame names.</summary>
    public int SenderVersion { get; }

    /// <summary>Borrows body and properties: for the time the handler runs.</summary>
    public static IncomingSend Borrow(in SendMessageRequest request, RequestContext context) =>
        new(context, later: null, request, context.Body, isLate: false);

    /// <summary>Bytes that <see cref="Copy"/> needs.</summary>
    public static int CopiedBytes(in SendMessageRequest request, RequestContext context) =>
        request.Properties.Length + (int)context.Body.Length;

    /// <summary>Copies body and properties, to be worked on when the handler has returned.</summary>
    /// <param name="later">The promised answer; null for a one-way send.</param>
    /// <param name="room">Where to, for as long as the result is used: <see cref="CopiedBytes"/> or more.</param>
    public static IncomingSend Copy(
        in SendMessageRequest request, RequestContext context, DeferredReply? later, Memory<byte> room)
    {
        Memory<byte> properties = room[..request.Properties.Length];
        Memory<byte> body = room.Slice(properties.Length, (int)context.Body.Length);
        request.Properties.CopyTo(properties);
        context.Body.CopyTo(body.Span);
        return new IncomingSend(
            context, later, request with { Properties = properties }, new ReadOnlySequence<byte>(body), isLate: true);
    }

    /// <summary>Answers now. What it returns counts only while the handler runs.</summary>
    public Reply Answer(ResponseCode code, in SendMessageResponse header, string? remark = null)
    {
        if (_context is not null) return _context.Write(code, header, remark);
        _later?.Complete(code, header, remark);
        return Reply.Nothing;
    }

    /// <summary>Gives the answer up to somebody who completes it later; null when nobody waits for one.</summary>
    public DeferredReply? Defer() => _later ?? _context?.Defer();
}
