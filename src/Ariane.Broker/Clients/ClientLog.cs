using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Clients;

/// <summary>What is logged of connected clients: ids 3301 to 3399.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(3301, LogLevel.Warning, "Client {Peer} sent no heartbeat for {Timeout} and is disconnected")]
    public static partial void Expired(ILogger logger, string peer, TimeSpan timeout);

    [LoggerMessage(3302, LogLevel.Error, "Looking for clients without heartbeats failed")]
    public static partial void ExpiryFailed(ILogger logger, Exception exception);
}
