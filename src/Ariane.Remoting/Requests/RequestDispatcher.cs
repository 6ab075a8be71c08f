using System.Buffers;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Remoting.Connections;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Requests;

/// <summary>
/// Handles the requests of one connection. Called by the thread that reads it, one request after the other.
/// </summary>
/// <remarks>
/// A request whose handler answers at once costs no allocation. Only when its task is not complete the request takes
/// the context with it, and counts as in flight until it has answered.
/// </remarks>
internal sealed class RequestDispatcher
{
    private readonly RequestTable _table;
    private readonly InFlightRequests _inFlight;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private RequestContext _context;

    public RequestDispatcher(
        RemotingConnection connection,
        ConnectionOutput output,
        RequestTable table,
        InFlightRequests inFlight,
        TimeProvider time,
        ILogger logger)
    {
        Connection = connection;
        Output = output;
        Promises = new DeferredReplyPool(connection, inFlight, logger);
        _table = table;
        _inFlight = inFlight;
        _time = time;
        _logger = logger;
        _context = new RequestContext(this);
    }

    public RemotingConnection Connection { get; }

    public ConnectionOutput Output { get; }

    public DeferredReplyPool Promises { get; }

    /// <summary>Lent to the request being handled; reset before each.</summary>
    public HeaderScratch Scratch { get; } = new();

    /// <summary>Whether a request with so large a body takes long.</summary>
    public bool IsSlow(int code, long bodyBytes) =>
        bodyBytes > RequestEntry.FewBodyBytes
        && _table.TryFind(code, out RequestEntry? entry)
        && bodyBytes > entry.QuickBodyBytes;

    /// <summary>Handles one request up to its answer, or up to where it goes on later.</summary>
    public void Dispatch(in CommandHeader header, in ReadOnlySequence<byte> body)
    {
        RequestContext context = _context;
        context.Begin(header, body);
        long started = _table.Filters.Length > 0 ? _time.GetTimestamp() : 0;

        ValueTask<Reply> handling = Handle(context);
        context.EndLoan();
        if (handling.IsCompleted)
        {
            Answer(context, ResultOf(context, handling), started);
        }
        else
        {
            _context = new RequestContext(this);
            long bytes = header.Fields.Length + body.Length;
            _inFlight.Enter(bytes);
            _ = AnswerLaterAsync(context, handling, started, bytes);
        }
    }

    /// <summary>Keeps the answers to a batch of requests until <see cref="ReleaseAnswers"/>.</summary>
    public void HoldAnswers() => Output.Hold();

    /// <summary>Runs what the table wants done before answers leave, and lets them.</summary>
    public void ReleaseAnswers()
    {
        try
        {
            foreach (Action callback in _table.BeforeAnswers) callback();
        }
        catch (Exception exception)
        {
            RemotingLog.BeforeAnswersFailed(_logger, Connection.RemoteHost, exception);
            Connection.Close($"what its requests asked for could not be completed: {exception.Message}");
        }

        Output.Release();
    }

    /// <summary>Runs what the table wants done after a batch of requests.</summary>
    public void EndBatch()
    {
        Action[] callbacks = _table.AfterBatch;
        if (callbacks.Length == 0) return;

        using FlushScope scope = FlushScope.Begin();
        foreach (Action callback in callbacks)
        {
            try
            {
                callback();
            }
            catch (Exception exception)
            {
                RemotingLog.AfterBatchFailed(_logger, exception);
            }
        }
    }

    private ValueTask<Reply> Handle(RequestContext context)
    {
        try
        {
            foreach (IRequestFilter filter in _table.Filters)
            {
                if (!filter.TryAdmit(context, out Reply refusal)) return new ValueTask<Reply>(refusal);
            }

            return _table.TryFind(context.Code, out RequestEntry? entry)
                ? entry.HandleAsync(context)
                : new ValueTask<Reply>(NotSupported(context.Code));
        }
        catch (Exception exception)
        {
            return new ValueTask<Reply>(Failed(context, exception));
        }
    }

    /// <summary>What a handling that has completed came to; a failed one is answered as well.</summary>
    private Reply ResultOf(RequestContext context, in ValueTask<Reply> handling)
    {
        try
        {
            return handling.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            return Failed(context, exception);
        }
    }

    private async Task AnswerLaterAsync(RequestContext context, ValueTask<Reply> handling, long started, long bytes)
    {
        Reply reply;
        try
        {
            reply = await handling.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            reply = Failed(context, exception);
        }

        try
        {
            Answer(context, reply, started);
        }
        finally
        {
            _inFlight.Leave(bytes);
        }
    }

    private void Answer(RequestContext context, in Reply reply, long started)
    {
        try
        {
            context.Answer(reply);
        }
        catch (Exception exception)
        {
            // The fields cannot be encoded; nothing of them was written.
            context.Answer(Failed(context, exception));
        }

        if (_table.Filters.Length > 0) RunFilters(context, reply.Code, started);
    }

    private void RunFilters(RequestContext context, ResponseCode code, long started)
    {
        TimeSpan elapsed = _time.GetElapsedTime(started);
        foreach (IRequestFilter filter in _table.Filters)
        {
            try
            {
                filter.Handled(context, code, elapsed);
            }
            catch (Exception exception)
            {
                RemotingLog.FilterFailed(_logger, context.Code, Connection.RemoteHost, exception);
            }
        }
    }

    private Reply Failed(RequestContext context, Exception exception)
    {
        // Once it has closed nobody hears the answer, and handlers that waited for the peer were told to give up.
        if (!Connection.IsClosed) RemotingLog.RequestFailed(_logger, context.Code, Connection.RemoteHost, exception);
        return Reply.Error(ResponseCode.SystemError, FailureText.Of(exception));
    }

    // Upstream's wording, its leading blank included: NettyRemotingAbstract.processRequestCommand.
    private static Reply NotSupported(int code) =>
        Reply.Error(ResponseCode.RequestCodeNotSupported, $" request type {code} not supported");
}
