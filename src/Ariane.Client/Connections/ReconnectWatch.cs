using System.Collections.Concurrent;
using Ariane.Remoting.Transports;

namespace Ariane.Client.Connections;

/// <summary>
/// Connects by another connector, and says so when that reaches an address whose connection had been lost. Safe for
/// concurrent use.
/// </summary>
internal sealed class ReconnectWatch(IConnector connector, Action reconnected) : IConnector
{
    private readonly ConcurrentDictionary<string, bool> _lost = new(StringComparer.Ordinal);

    /// <summary>The connection to an address closed.</summary>
    public void Lost(string address) => _lost[address] = true;

    public async ValueTask<Transport> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        Transport transport = await connector.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        if (_lost.TryRemove(address, out _)) reconnected();
        return transport;
    }
}
