using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Transports;

namespace Ariane.Soak.Disturbing;

/// <summary>
/// Connects over TCP until it is severed: then all connections are reset, as those of a process that is killed, and
/// there are no new ones. Safe for concurrent use.
/// </summary>
internal sealed class SeverableConnector : IConnector
{
    private readonly Lock _gate = new();

    // Guarded by _gate; null once it is severed.
    private HashSet<Socket>? _sockets = [];

    public async ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPEndPoint.Parse(address), cancellationToken);
            lock (_gate)
            {
                if (_sockets is null) throw new RemotingException(RemotingFailure.ConnectFailed, "Severed.");
                _sockets.Add(socket);
            }

            return ToTransport(socket);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new RemotingException(RemotingFailure.ConnectFailed, exception.Message, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Sever()
    {
        HashSet<Socket>? sockets;
        lock (_gate) (sockets, _sockets) = (_sockets, null);
        foreach (Socket socket in sockets ?? [])
        {
            // Without delay and without a farewell: the peer gets a reset.
            socket.Close(0);
        }
    }

    private Transport ToTransport(Socket socket)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        var pipe = new StreamPipe(PipeReader.Create(stream), PipeWriter.Create(stream));
        return new Transport(pipe, socket.RemoteEndPoint, socket.LocalEndPoint, new Owner(this, socket, stream));
    }

    private void Forget(Socket socket)
    {
        lock (_gate) _sockets?.Remove(socket);
    }

    private sealed record StreamPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Owner(SeverableConnector connector, Socket socket, NetworkStream stream) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            connector.Forget(socket);
            return stream.DisposeAsync();
        }
    }
}
