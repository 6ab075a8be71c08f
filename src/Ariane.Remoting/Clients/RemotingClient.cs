using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Clients;

/// <summary>
/// Calls any number of addresses over one connection each, opened on demand. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A server that is about to stop answers GO_AWAY: the request is then sent once more over a new connection, as
/// upstream's client does (remoting/.../remoting/netty/NettyRemotingClient.java).
/// </remarks>
public sealed class RemotingClient : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ClientTarget> _targets = new(StringComparer.Ordinal);
    private readonly Func<string, ClientTarget> _newTarget;
    private readonly TimeProvider _time;
    private volatile bool _isDisposed;

    /// <param name="connector">Opens the connections.</param>
    /// <param name="table">Answers the requests that servers send back.</param>
    /// <param name="options">The limits of each connection.</param>
    /// <param name="time">Measures timeouts.</param>
    /// <param name="logger">Where failures go.</param>
    public RemotingClient(
        IConnector connector, RequestTable table, RemotingOptions options, TimeProvider time, ILogger logger)
    {
        _time = time;
        _newTarget = address => new ClientTarget(address, connector, table, options, time, logger, OnClosed);
    }

    /// <summary>Raised after a connection to an address closed.</summary>
    public event Action<string, RemotingConnection>? ConnectionClosed;

    /// <summary>The open connection to an address, or a new one; concurrent callers share it.</summary>
    /// <exception cref="RemotingException">The address cannot be reached.</exception>
    public ValueTask<RemotingConnection> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        ClientTarget target = TargetOf(address);
        return target.Current is { } connection
            ? new ValueTask<RemotingConnection>(connection)
            : new ValueTask<RemotingConnection>(target.ConnectAsync().WaitAsync(cancellationToken));
    }

    /// <summary>Connects if needed and calls; <paramref name="timeout"/> covers both.</summary>
    /// <exception cref="RemotingException">No connection, or no response in time.</exception>
    public ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        string address,
        TRequest request,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest> =>
        InvokeAsync(address, TRequest.Code, request, body, timeout, cancellationToken);

    /// <inheritdoc cref="InvokeAsync{TRequest}(string, TRequest, ReadOnlyMemory{byte}, TimeSpan, CancellationToken)"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RemotingResponse> InvokeAsync<TRequest>(
        string address,
        RequestCode code,
        TRequest request,
        ReadOnlyMemory<byte> body,
        TimeSpan timeout,
        CancellationToken cancellationToken)
        where TRequest : IHeader<TRequest>
    {
        var deadline = new CallDeadline(timeout, _time);
        ClientTarget target = TargetOf(address);
        RemotingConnection? connection = target.Current;
        if (connection is null)
        {
            connection = await OpenAsync(target, deadline, cancellationToken).ConfigureAwait(false);
            timeout = deadline.Remaining;
        }

        RemotingResponse response =
            await connection.InvokeAsync(code, request, body, timeout, cancellationToken).ConfigureAwait(false);
        if (response.Code != ResponseCode.GoAway) return response;

        connection.Retire();
        connection = target.Current ?? await OpenAsync(target, deadline, cancellationToken).ConfigureAwait(false);
        return await connection.InvokeAsync(code, request, body, deadline.Remaining, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Connects if needed and sends without an answer.</summary>
    /// <exception cref="RemotingException">No connection.</exception>
    public async ValueTask SendOnewayAsync<TRequest>(
        string address, TRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest>
    {
        RemotingConnection connection = await ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        await connection.SendOnewayAsync(request, body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the connection to an address, if there is one.</summary>
    public void Close(string address)
    {
        if (_targets.TryGetValue(address, out ClientTarget? target)) target.Close("this side closed it");
    }

    /// <summary>Closes all connections and waits until nothing of them runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach (ClientTarget target in _targets.Values) await target.DisposeAsync().ConfigureAwait(false);
    }

    private ClientTarget TargetOf(string address)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _targets.TryGetValue(address, out ClientTarget? target)
            ? target
            : _targets.GetOrAdd(address, _newTarget);
    }

    private async ValueTask<RemotingConnection> OpenAsync(
        ClientTarget target, CallDeadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            return await target.ConnectAsync().WaitAsync(deadline.Remaining, _time, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new RemotingException(
                RemotingFailure.ConnectFailed,
                $"{target.Address} did not accept a connection within {deadline.Timeout.TotalMilliseconds:0} ms.",
                exception);
        }
    }

    private void OnClosed(string address, RemotingConnection connection) =>
        ConnectionClosed?.Invoke(address, connection);
}
