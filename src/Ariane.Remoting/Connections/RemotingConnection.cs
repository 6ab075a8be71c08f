using System.IO.Pipelines;
using System.Net;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Connections;

/// <summary>One connection, either side's: reads frames, answers requests, matches responses to calls.</summary>
/// <remarks>All members may be called from any thread.</remarks>
public sealed class RemotingConnection : IAsyncDisposable
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);
    private static long s_lastId;

    private readonly PipeReader _reader;
    private readonly ConnectionInput _input;
    private readonly OutgoingRequests _outgoing;
    private readonly ConnectionOutput _output;
    private readonly PendingCalls _calls;
    private readonly InFlightRequests _inFlight;
    private readonly IdleTimer _idle;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _closeReason;
    private bool _isStarted;
    private bool _isDraining;
    private bool _isRetired;

    /// <param name="transport">The byte stream; completed when the connection closes.</param>
    /// <param name="remoteEndPoint">The peer's address, null for a loopback connection.</param>
    /// <param name="localEndPoint">This side's address.</param>
    /// <param name="table">Answers the peer's requests.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">Measures timeouts.</param>
    /// <param name="logger">Where failures go.</param>
    public RemotingConnection(
        IDuplexPipe transport,
        EndPoint? remoteEndPoint,
        EndPoint? localEndPoint,
        RequestTable table,
        RemotingOptions options,
        TimeProvider time,
        ILogger logger)
    {
        Id = Interlocked.Increment(ref s_lastId);
        RemoteHost = HostAddress.From(remoteEndPoint as IPEndPoint ?? Loopback);
        LocalEndPoint = localEndPoint;
        Closed = _closed.Token;
        _logger = logger;
        _reader = transport.Input;
        _idle = new IdleTimer(options.IdleTimeout, time, OnIdle);
        _output = new ConnectionOutput(transport.Output, options, _idle.Moved, OnOutputFailed);
        _calls = new PendingCalls(time, options.MaxPendingCalls);
        _inFlight = new InFlightRequests(options.MaxInFlightRequests, options.MaxInFlightBytes);
        var requests = new RequestDispatcher(this, _output, table, _inFlight, time, logger);
        var frames = new FrameHandler(this, _calls, requests, options, logger);
        var backpressure = new Backpressure(this, _output, _inFlight, logger);
        _input = new ConnectionInput(this, _reader, frames, backpressure, options, _idle);
        _outgoing = new OutgoingRequests(frames, _output, _calls, options, time);
    }

    /// <summary>Unique in the process.</summary>
    public long Id { get; }

    /// <summary>The peer's address; of a loopback connection 127.0.0.1:0.</summary>
    public HostAddress RemoteHost { get; }

    public EndPoint? LocalEndPoint { get; }

    /// <summary>
    /// False once the connection is closed, about to close, or the peer wants no more requests on it.
    /// </summary>
    public bool IsOpen => !IsClosed && !Volatile.Read(ref _isDraining) && !Volatile.Read(ref _isRetired);

    /// <summary>
    /// Cancelled when the connection has closed, whatever the reason. Callbacks run on the thread pool.
    /// </summary>
    public CancellationToken Closed { get; }

    /// <summary>
    /// Whether the peer has left so many answers untaken that its requests are not handled for now. Who can put off a
    /// promised answer, as that of a long poll, should.
    /// </summary>
    public bool IsCongested => _output.IsCongested;

    /// <summary>The peer's requests whose answers are still to come, as those of long polls.</summary>
    public int RequestsInFlight => _inFlight.Count;

    /// <summary>
    /// Whether it closed without sending everything. The owner of the transport then drops it instead of waiting until
    /// the peer has taken what was written.
    /// </summary>
    public bool IsAborted { get; private set; }

    /// <summary>Whether it takes and sends nothing any more.</summary>
    internal bool IsClosed => Volatile.Read(ref _closeReason) is not null;

    /// <summary>Serves the connection until either side closes it. Called once; never throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStarted, true)) throw new InvalidOperationException("A connection runs once.");

        RemotingLog.Opened(_logger, Id, RemoteHost);
        CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(
            static connection => ((RemotingConnection)connection!).Close("its owner stops"), this);
        InputEnd end = await _input.RunAsync().ConfigureAwait(false);
        await stop.DisposeAsync().ConfigureAwait(false);

        if (end.IsMalformed) RemotingLog.MalformedFrame(_logger, Id, RemoteHost, end.Reason);
        else if (!end.IsBroken) await SendRestAsync().ConfigureAwait(false);
        Shut(end.Reason, isAborted: end.IsMalformed || end.IsBroken);
        await CompletePipesAsync().ConfigureAwait(false);
    }

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="RemotingException">Closed, or no response within <paramref name="timeout"/>.</exception>
    public ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        TRequest request, ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest> =>
        _outgoing.InvokeAsync((int)TRequest.Code, request, body, timeout, cancellationToken);

    /// <inheritdoc cref="InvokeAsync{TRequest}(TRequest, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>
    public ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        RequestCode code,
        TRequest request,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest> =>
        _outgoing.InvokeAsync((int)code, request, body, timeout, cancellationToken);

    /// <summary>Sends a request that is never answered; completes when it is in the connection's output.</summary>
    /// <exception cref="RemotingException">Closed.</exception>
    public ValueTask SendOnewayAsync<TRequest>(
        TRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest> =>
        _outgoing.SendOnewayAsync((int)TRequest.Code, request, body, cancellationToken);

    /// <summary>Closes at once; pending calls fail with <paramref name="reason"/>.</summary>
    public void Close(string reason) => Shut(reason, isAborted: true);

    /// <summary>Stops reading, answers what was read, sends what is written, then closes.</summary>
    /// <param name="cancellationToken">
    /// Ends the wait for answers that are still to come: then it closes at once.
    /// </param>
    public async Task CloseGracefullyAsync(CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _isStarted))
        {
            await DisposeAsync().ConfigureAwait(false);
            return;
        }

        Volatile.Write(ref _isDraining, true);
        _input.Stop();
        CancellationTokenRegistration hurry = cancellationToken.UnsafeRegister(
            static connection => ((RemotingConnection)connection!).Close("closing took too long"), this);
        await _finished.Task.ConfigureAwait(false);
        await hurry.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes at once and waits until nothing of the connection runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Close("it was disposed");
        if (!Interlocked.Exchange(ref _isStarted, true)) await CompletePipesAsync().ConfigureAwait(false);
        await _finished.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Lets the calls that wait finish, and is open for no further ones: the peer is about to go away.
    /// </summary>
    internal void Retire() => Volatile.Write(ref _isRetired, true);

    private async Task SendRestAsync()
    {
        if (Volatile.Read(ref _isDraining)) await _inFlight.WaitForNoneAsync().ConfigureAwait(false);
        await _output.WhenSentAsync().ConfigureAwait(false);
    }

    private void Shut(string reason, bool isAborted)
    {
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null) return;

        IsAborted = isAborted;
        _idle.Dispose();
        _input.Stop();
        _output.Close();
        _inFlight.StopWaiting();
        _calls.Close(reason);
        RemotingLog.Closed(_logger, Id, RemoteHost, reason);

        // Callbacks run elsewhere: this may be a thread that reads a connection, or holds a lock.
        _ = _closed.CancelAsync();
    }

    private async Task CompletePipesAsync()
    {
        try
        {
            IOException? error = IsAborted ? new IOException($"The connection is closed: {_closeReason}.") : null;
            await _reader.CompleteAsync().ConfigureAwait(false);
            await _output.CompleteAsync(error).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            RemotingLog.TransportFailed(_logger, Id, RemoteHost, exception);
        }

        _finished.TrySetResult();
    }

    private void OnIdle() => Close("nothing was read or written for too long");

    private void OnOutputFailed(Exception failure) => Close(failure.Message);
}
