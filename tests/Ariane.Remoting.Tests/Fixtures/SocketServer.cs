using System.Net;
using System.Net.Sockets;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>Serves a table on a port of its own.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<RemotingConnection> _connections = [];
    private readonly RequestTable _table;
    private readonly Task _accepting;

    public SocketServer(RequestTable table)
    {
        _table = table;
        _listener.Start();
        Address = _listener.LocalEndpoint.ToString()!;
        _accepting = AcceptAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting.WaitAsync(Patience.Limit);
        foreach (RemotingConnection connection in _connections) await connection.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptSocketAsync();
                var transport = new SocketTransport(socket, TimeProvider.System);
                var connection = new RemotingConnection(
                    transport, socket.RemoteEndPoint, socket.LocalEndPoint, _table, new RemotingOptions(),
                    TimeProvider.System, NullLogger.Instance);
                _connections.Add(connection);
                _ = ServeAsync(connection, transport);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private static async Task ServeAsync(RemotingConnection connection, SocketTransport transport)
    {
        await connection.RunAsync(CancellationToken.None);
        await transport.DisposeAsync();
    }
}
