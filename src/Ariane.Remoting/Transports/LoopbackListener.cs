using System.IO.Pipelines;
using System.Net;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Transports;

/// <summary>Serves one address of a <see cref="LoopbackNetwork"/>. Safe for concurrent use.</summary>
internal sealed class LoopbackListener(
    RequestTable table, RemotingOptions options, TimeProvider time, ILogger logger, Action<LoopbackListener> onDispose)
    : IAsyncDisposable
{
    // As a socket's buffers: what one side may send ahead of the other.
    private const int MaxWaitingBytes = 1024 * 1024;

    // The reader goes on on the thread pool: the writer holds the lock of its connection's output.
    private static readonly PipeOptions Direction = new(
        readerScheduler: PipeScheduler.ThreadPool,
        writerScheduler: PipeScheduler.ThreadPool,
        pauseWriterThreshold: MaxWaitingBytes,
        resumeWriterThreshold: MaxWaitingBytes / 2,
        minimumSegmentSize: 16 * 1024,
        useSynchronizationContext: false);

    private readonly Lock _gate = new();
    private readonly Dictionary<RemotingConnection, Task> _connections = [];    // guarded by _gate
    private bool _isDisposed;    // guarded by _gate

    /// <summary>Serves a new connection; null once disposed.</summary>
    /// <returns>The caller's side.</returns>
    public Transport? TryAccept()
    {
        var requests = new Pipe(Direction);
        var responses = new Pipe(Direction);
        var here = new IPEndPoint(IPAddress.Loopback, 0);
        var served = new DuplexPipe(requests.Reader, responses.Writer);
        var callers = new DuplexPipe(responses.Reader, requests.Writer);
        lock (_gate)
        {
            if (_isDisposed) return null;
            var connection = new RemotingConnection(served, here, here, table, options, time, logger);
            _connections.Add(connection, ServeAsync(connection));
        }

        return new Transport(callers, here, here, callers);
    }

    public async ValueTask DisposeAsync()
    {
        KeyValuePair<RemotingConnection, Task>[] connections;
        lock (_gate)
        {
            _isDisposed = true;
            connections = [.. _connections];
        }

        onDispose(this);
        foreach ((RemotingConnection connection, _) in connections) connection.Close("the endpoint is disposed");
        foreach ((_, Task serving) in connections) await serving.ConfigureAwait(false);
    }

    private async Task ServeAsync(RemotingConnection connection)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await connection.RunAsync(CancellationToken.None).ConfigureAwait(false);
        lock (_gate) _connections.Remove(connection);
    }
}
