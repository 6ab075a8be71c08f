using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Remoting.Requests;

/// <summary>The right to answer one request later, from any thread, exactly once.</summary>
/// <remarks>
/// Completing after the connection closed does nothing. Between <see cref="FlushScope.Begin"/> and its end, answers to
/// any number of connections are collected and leave with one write for each.
/// Instances are pooled: none may be touched after it was completed.
/// </remarks>
public sealed class DeferredReply
{
    private readonly DeferredReplyPool _pool;
    private ReplyTarget _target;
    private int _state;

    internal DeferredReply(DeferredReplyPool pool) => _pool = pool;

    public RemotingConnection Connection => _pool.Connection;

    /// <summary>What the handler returns after <see cref="RequestContext.Defer"/>.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Reads as what it is: this promise, as a reply.")]
    public Reply AsReply => Reply.Promised;

    public void Complete(Reply reply)
    {
        Debug.Assert(reply.Kind is ReplyKind.Ordinary or ReplyKind.Nothing, "A promise is kept with the response.");
        if (!TryComplete()) return;
        try
        {
            _target.Write(reply);
        }
        catch (Exception exception)
        {
            _pool.AnswerFailed(_target, exception);
        }
        finally
        {
            _pool.Return(this);
        }
    }

    public void Complete<THeader>(ResponseCode code, in THeader header, string? remark = null)
        where THeader : IHeader<THeader> => Complete(code, header, MemoryBody.None, remark);

    public void Complete<THeader, TBody>(ResponseCode code, in THeader header, in TBody body, string? remark = null)
        where THeader : IHeader<THeader>
        where TBody : IReplyBody
    {
        if (!TryComplete()) return;
        try
        {
            _target.Write(code, header, body, remark);
        }
        catch (Exception exception)
        {
            _pool.AnswerFailed(_target, exception);
        }
        finally
        {
            _pool.Return(this);
        }
    }

    /// <summary>
    /// Makes this a promise to <paramref name="target"/>; the result tells it from earlier and later ones.
    /// </summary>
    internal int Start(in ReplyTarget target)
    {
        _target = target;
        int ticket = (_state & ~State.Mask) + State.Next + State.Promised;
        Volatile.Write(ref _state, ticket);
        return ticket;
    }

    /// <summary>Answers in place of whoever holds the promise, who may still complete it, in vain.</summary>
    /// <param name="ticket">What <see cref="Start"/> gave: the promise may have been kept long ago.</param>
    /// <param name="reply">The response.</param>
    internal void Revoke(int ticket, in Reply reply)
    {
        int revoked = (ticket & ~State.Mask) + State.Revoked;
        if (Interlocked.CompareExchange(ref _state, revoked, ticket) != ticket) return;
        ReplyTarget target = _target;
        _pool.Forget();
        target.Write(reply);
    }

    private bool TryComplete()
    {
        int state = Volatile.Read(ref _state);
        Debug.Assert((state & State.Mask) != State.Completed, "A deferred reply was completed twice.");
        return (state & State.Mask) == State.Promised
            && Interlocked.CompareExchange(ref _state, (state & ~State.Mask) + State.Completed, state) == state;
    }

    /// <summary>The two low bits; above them counts which promise it is.</summary>
    private static class State
    {
        public const int Completed = 0;
        public const int Promised = 1;
        public const int Revoked = 2;
        public const int Mask = 3;
        public const int Next = 4;
    }
}
