using System.Buffers;
using System.Diagnostics;
using System.Text;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Remoting.Requests;

/// <summary>The request being handled and the ways to answer it. Used by one handler at a time.</summary>
/// <remarks>
/// Valid until the handler's task completes; what is marked as borrowed, until the handler returns. The connection uses
/// one instance for all its requests, and a new one only after a request that went on asynchronously.
/// </remarks>
public sealed class RequestContext
{
    private readonly RequestDispatcher _dispatcher;
    private CommandHeader _header;
    private ReadOnlySequence<byte> _body;
    private bool _isLent;
    private bool _isAnswered;    // written or promised
    private DeferredReply? _promise;
    private int _promiseTicket;

    internal RequestContext(RequestDispatcher dispatcher) => _dispatcher = dispatcher;

    public int Code => _header.Code;

    public int Opaque => _header.Opaque;

    public bool IsOneway => _header.IsOneway;

    /// <summary>The sender's version ordinal; 479 is 5.3.3.</summary>
    public int Version => _header.Version;

    public LanguageCode Language => _header.Language;

    public HeaderCodec Codec => _header.Codec;

    public RemotingConnection Connection => _dispatcher.Connection;

    /// <summary>The body; borrowed. Empty when absent: see <see cref="HasBody"/>.</summary>
    public ReadOnlySequence<byte> Body
    {
        get
        {
            ThrowUnlessLent();
            return _body;
        }
    }

    /// <summary>On the wire an empty body and none are the same.</summary>
    public bool HasBody { get; private set; }

    /// <summary>An ext field outside the handler's header, such as one of a signature; null when absent.</summary>
    /// <remarks>
    /// Looks at the frame: it can be called until the handler returns. Of duplicate fields the last wins.
    /// </remarks>
    public string? FindField(ReadOnlySpan<byte> utf8Name)
    {
        string? value = null;
        FieldReader fields = ReadFields();
        while (fields.Next())
        {
            if (fields.Name.SequenceEqual(utf8Name)) value = Encoding.UTF8.GetString(fields.GetUtf8().Span);
        }

        return value;
    }

    /// <summary>
    /// Writes the response into the connection's output now, without allocating; it is sent with its batch.
    /// </summary>
    /// <returns>What the handler must return.</returns>
    public Reply Write<THeader>(ResponseCode code, in THeader header, string? remark = null)
        where THeader : IHeader<THeader> => Write(code, header, MemoryBody.None, remark);

    /// <summary>As <see cref="Write{THeader}"/>, with a body that writes itself.</summary>
    public Reply Write<THeader, TBody>(ResponseCode code, in THeader header, in TBody body, string? remark = null)
        where THeader : IHeader<THeader>
        where TBody : IReplyBody
    {
        Debug.Assert(!_isAnswered, "A request has one response.");
        Target().Write(code, header, body, remark);
        _isAnswered = true;
        return Reply.Written(code);
    }

    /// <summary>
    /// Promises an answer from elsewhere. The handler must then return <see cref="DeferredReply.AsReply"/>.
    /// </summary>
    public DeferredReply Defer()
    {
        Debug.Assert(!_isAnswered, "A request has one response.");
        DeferredReply promise = _dispatcher.Promises.Rent(Target(), out _promiseTicket);
        _isAnswered = true;
        return _promise = promise;
    }

    internal void Begin(in CommandHeader header, in ReadOnlySequence<byte> body)
    {
        _header = header;
        _body = body;
        HasBody = !body.IsEmpty;
        _isAnswered = false;
        _promise = null;
        _isLent = true;
    }

    /// <summary>Ends the life of what is borrowed, as the handler has returned.</summary>
    internal void EndLoan()
    {
        _isLent = false;
        _body = default;
    }

    internal FieldReader ReadFields()
    {
        ThrowUnlessLent();
        return _header.ReadFields(_dispatcher.Scratch);
    }

    /// <summary>Writes what the handler returned, unless it has written or promised the response itself.</summary>
    internal void Answer(in Reply reply)
    {
        if (!_isAnswered)
        {
            Target().Write(reply);
            _isAnswered = true;
        }
        else if (reply.Kind is ReplyKind.Ordinary)
        {
            // It took a promise and then failed, or had second thoughts.
            _promise?.Revoke(_promiseTicket, reply);
        }
    }

    private ReplyTarget Target() => new(_dispatcher.Output, Codec, Opaque, IsOneway);

    private void ThrowUnlessLent()
    {
        if (!_isLent) Throw();

        static void Throw() => throw new InvalidOperationException(
            "A request lends its body and fields only until its handler returns: copy what is needed later.");
    }
}
