using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Ariane.Server.Listening;

/// <summary>A TCP port on which remoting connections are accepted and served from a request table.</summary>
/// <remarks>
/// The sockets are Kestrel's, without its server: requests are handled on the thread that read them, and answers leave
/// on the thread that wrote them. All members may be called from any thread.
/// </remarks>
internal sealed class RemotingListener : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    private readonly IConnectionListener _socket;
    private readonly ListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RemotingListener> _logger;
    private readonly ILogger<RemotingConnection> _connectionLogger;
    private readonly ConcurrentDictionary<RemotingConnection, byte> _connections = new();
    private readonly TaskCompletionSource _allServed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _accepting = Task.CompletedTask;

    // The connections being served, and one more until the listener stops.
    private int _served = 1;
    private int _disposed;

    private RemotingListener(
        IConnectionListener socket, ListenerOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _socket = socket;
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger<RemotingListener>();
        _connectionLogger = loggers.CreateLogger<RemotingConnection>();
        EndPoint = (IPEndPoint)socket.EndPoint;
    }

    /// <summary>Where it listens, with the port the system chose if 0 was asked for.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Connections open now.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Takes the port. Connections wait in the backlog until <see cref="Serve"/>.</summary>
    /// <exception cref="ServerStartException">The address cannot be had; the sentence says why.</exception>
    public static async Task<RemotingListener> BindAsync(
        IPEndPoint endPoint,
        ListenerOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        try
        {
            var socket = await SocketTransport.Create(options, loggers)
                .BindAsync(endPoint, cancellationToken)
                .ConfigureAwait(false);
            return new RemotingListener(socket, options, time, loggers);
        }
        catch (Exception exception) when (exception is AddressInUseException or SocketException)
        {
            throw new ServerStartException(Describe(endPoint, exception), exception);
        }
    }

    /// <summary>Starts to accept and serve connections. Call once.</summary>
    public void Serve(RequestTable table) => _accepting = AcceptAsync(table);

    /// <summary>Accepts no more, lets open connections answer what they have read, and closes them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _socket.UnbindAsync(CancellationToken.None).ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        await CloseConnectionsAsync().ConfigureAwait(false);
        await _socket.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(RequestTable table)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var accepted = await _socket.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                if (accepted is null) return;
                Admit(accepted, table);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Such as too many open files: it passes, and those who are connected must not suffer for it.
                ListenerLog.AcceptFailed(_logger, exception, EndPoint);
                await Task.Delay(PauseAfterFailure, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Admit(ConnectionContext accepted, RequestTable table)
    {
        if (_connections.Count >= _options.MaxConnections)
        {
            ListenerLog.Refused(_logger, accepted.RemoteEndPoint, EndPoint, _options.MaxConnections);
            _ = RefuseAsync(accepted);
            return;
        }

        var connection = new RemotingConnection(
            accepted.Transport,
            accepted.RemoteEndPoint,
            accepted.LocalEndPoint,
            table,
            new RemotingOptions
            {
                IdleTimeout = _options.IdleTimeout,
                Memory = _options.Memory,
                Turns = _options.Turns,
            },
            _time,
            _connectionLogger);
        _connections[connection] = 0;
        Interlocked.Increment(ref _served);
        _ = ServeAsync(connection, accepted);
    }

    private async Task ServeAsync(RemotingConnection connection, ConnectionContext accepted)
    {
        // Off the accepting thread at once, whatever the peer has sent already.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await connection.RunAsync(accepted.ConnectionClosed).ConfigureAwait(false);

            // Otherwise the transport would wait for a peer that does not take what was written to it.
            if (connection.IsAborted) accepted.Abort();
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            await accepted.DisposeAsync().ConfigureAwait(false);
            _connections.TryRemove(connection, out _);
            EndOne();
        }
    }

    private static async Task RefuseAsync(ConnectionContext accepted)
    {
        accepted.Abort();
        await accepted.DisposeAsync().ConfigureAwait(false);
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _served) == 0) _allServed.SetResult();
    }

    private async Task CloseConnectionsAsync()
    {
        using var timeout = new CancellationTokenSource(_options.StopTimeout, _time);
        await Task.WhenAll(_connections.Select(entry => entry.Key.CloseGracefullyAsync(timeout.Token)))
            .ConfigureAwait(false);
        EndOne();
        await _allServed.Task.ConfigureAwait(false);
    }

    private static string Describe(IPEndPoint endPoint, Exception exception)
    {
        var reason = (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode;
        return reason switch
        {
            _ when exception is AddressInUseException =>
                $"Port {endPoint.Port} at {endPoint.Address} is in use by another process. "
                    + "Stop it or choose another port.",
            SocketError.AccessDenied =>
                $"Port {endPoint.Port} at {endPoint.Address} may not be used by this user. Choose a port above 1023.",
            SocketError.AddressNotAvailable =>
                $"{endPoint.Address} is no address of this machine. Listen on one of its own, or on 0.0.0.0 for all.",
            _ => $"Port {endPoint.Port} at {endPoint.Address} cannot be listened on: {exception.Message}.",
        };
    }
}
