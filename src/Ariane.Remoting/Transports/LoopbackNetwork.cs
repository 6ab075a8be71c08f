using System.Collections.Concurrent;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Remoting.Transports;

/// <summary>
/// Connects endpoints of one process without sockets, with the semantics of a connection. Safe for concurrent use.
/// </summary>
/// <param name="time">Measures the timeouts of the serving side; the system's by default.</param>
/// <param name="logger">Where failures of the serving side go; nowhere by default.</param>
public sealed class LoopbackNetwork(TimeProvider? time = null, ILogger? logger = null) : IConnector
{
    private readonly ConcurrentDictionary<string, LoopbackListener> _listeners = new(StringComparer.Ordinal);
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ILogger _logger = logger ?? NullLogger.Instance;

    /// <summary>Serves connections to <paramref name="address"/> until the result is disposed.</summary>
    /// <exception cref="ArgumentException">The address is served already.</exception>
    public IAsyncDisposable Listen(string address, RequestTable table, RemotingOptions options)
    {
        var listener = new LoopbackListener(
            table, options, _time, _logger, closing => _listeners.TryRemove(KeyValuePair.Create(address, closing)));
        if (!_listeners.TryAdd(address, listener))
        {
            throw new ArgumentException($"{address} is served already.", nameof(address));
        }

        return listener;
    }

    /// <inheritdoc/>
    public ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_listeners.TryGetValue(address, out LoopbackListener? listener) && listener.TryAccept() is { } transport)
        {
            return new ValueTask<Transport>(transport);
        }

        throw new RemotingException(
            RemotingFailure.ConnectFailed, $"Nothing in this process serves {address}.");
    }
}
