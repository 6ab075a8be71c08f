using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Clients;

/// <summary>One address and the connection to it. Safe for concurrent use.</summary>
internal sealed class ClientTarget(
    string address,
    IConnector connector,
    RequestTable table,
    RemotingOptions options,
    TimeProvider time,
    ILogger logger,
    Action<string, RemotingConnection> onClosed) : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _gate = new();

    // Guarded by _gate; _current is also read without it.
    private RemotingConnection? _current;
    private Task<RemotingConnection>? _connecting;
    private readonly Dictionary<RemotingConnection, Task> _serving = [];

    public string Address => address;

    /// <summary>The connection, if it is open.</summary>
    public RemotingConnection? Current =>
        Volatile.Read(ref _current) is { IsOpen: true } connection ? connection : null;

    /// <summary>The connection, or the attempt at one that is under way, or a new attempt.</summary>
    /// <remarks>Whoever gives up waiting leaves the attempt to the others.</remarks>
    public Task<RemotingConnection> ConnectAsync()
    {
        lock (_gate)
        {
            if (Current is { } connection) return Task.FromResult(connection);
            if (_connecting is null or { IsCompleted: true }) _connecting = OpenAsync();
            return _connecting;
        }
    }

    public void Close(string reason) => Volatile.Read(ref _current)?.Close(reason);

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        Task[] serving;
        lock (_gate) serving = [.. _serving.Values];
        await Task.WhenAll(serving).ConfigureAwait(false);
    }

    private async Task<RemotingConnection> OpenAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);    // leaves the lock
        Transport transport;
        try
        {
            transport = await connector.ConnectAsync(address, _disposing.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (_disposing.IsCancellationRequested)
        {
            throw new RemotingException(
                RemotingFailure.ConnectFailed, $"The client was disposed while connecting to {address}.", exception);
        }

        var connection = new RemotingConnection(
            transport.Pipe, transport.RemoteEndPoint, transport.LocalEndPoint, table, options, time, logger);
        lock (_gate)
        {
            Volatile.Write(ref _current, connection);
            _serving.Add(connection, ServeAsync(connection, transport));
        }

        return connection;
    }

    private async Task ServeAsync(RemotingConnection connection, Transport transport)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);    // leaves the lock
        await connection.RunAsync(_disposing.Token).ConfigureAwait(false);
        try
        {
            onClosed(address, connection);
        }
        catch (Exception exception)
        {
            RemotingLog.ClosedEventFailed(logger, address, exception);
        }

        await transport.Owner.DisposeAsync().ConfigureAwait(false);
        lock (_gate) _serving.Remove(connection);
    }
}
