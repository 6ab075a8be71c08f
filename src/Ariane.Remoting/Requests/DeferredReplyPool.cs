using Ariane.Protocol.Codes;
using Ariane.Remoting.Connections;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Requests;

/// <summary>
/// The promised answers of one connection; keeps some that were given, for the next ones. Safe for concurrent use.
/// </summary>
internal sealed class DeferredReplyPool(RemotingConnection connection, InFlightRequests inFlight, ILogger logger)
{
#if DEBUG
    // None serves twice, so that one which is completed twice is always found out.
    private const int KeptReplies = 0;
#else
    private const int KeptReplies = 1024;
#endif

    private readonly Lock _gate = new();
    private readonly Stack<DeferredReply> _spare = new();    // guarded by _gate

    public RemotingConnection Connection => connection;

    public DeferredReply Rent(in ReplyTarget target, out int ticket)
    {
        DeferredReply? reply;
        lock (_gate)
        {
            if (!_spare.TryPop(out reply)) reply = new DeferredReply(this);
        }

        inFlight.Enter();
        ticket = reply.Start(target);
        return reply;
    }

    public void Return(DeferredReply reply)
    {
        inFlight.Leave();
        lock (_gate)
        {
            if (_spare.Count < KeptReplies) _spare.Push(reply);
        }
    }

    /// <summary>Counts out an answer that was given in place of its owner, who may still hold it.</summary>
    public void Forget() => inFlight.Leave();

    /// <summary>Answers in place of a response that cannot be encoded.</summary>
    public void AnswerFailed(in ReplyTarget target, Exception exception)
    {
        RemotingLog.ResponseNotWritten(logger, connection.RemoteHost, exception);
        target.Write(Reply.Error(ResponseCode.SystemError, FailureText.Of(exception)));
    }
}
