using System.Net;
using System.Net.Sockets;
using Ariane.Remoting.Calls;

namespace Ariane.Remoting.Transports;

/// <summary>Connects over TCP, without delay (TCP_NODELAY). Safe for concurrent use.</summary>
/// <param name="connectTimeout">How long resolving the name and connecting may take together. Upstream: 3 s.</param>
/// <param name="time">Measures it; the system's by default.</param>
public sealed class SocketConnector(TimeSpan connectTimeout, TimeProvider? time = null) : IConnector
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        if (!Address.TryParse(address, out EndPoint? endPoint))
        {
            throw new RemotingException(
                RemotingFailure.ConnectFailed,
                $"\"{address}\" is not an address: expected host:port, such as 10.0.0.1:9876.");
        }

        Socket socket = NewSocket(endPoint);
        try
        {
            await ConnectAsync(socket, endPoint, address, cancellationToken).ConfigureAwait(false);
            var transport = new SocketTransport(socket, _time);
            return new Transport(transport, socket.RemoteEndPoint, socket.LocalEndPoint, transport);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket NewSocket(EndPoint endPoint)
    {
        // A name may resolve to addresses of both families, hence the dual-mode socket.
        Socket socket = endPoint is IPEndPoint ip
            ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        return socket;
    }

    private async Task ConnectAsync(
        Socket socket, EndPoint endPoint, string address, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(connectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(endPoint, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RemotingException(
                RemotingFailure.ConnectFailed,
                $"{address} did not accept a connection within {connectTimeout.TotalMilliseconds:0} ms.");
        }
        catch (SocketException exception)
        {
            throw new RemotingException(
                RemotingFailure.ConnectFailed, $"Connecting to {address} failed: {exception.Message}", exception);
        }
    }
}
