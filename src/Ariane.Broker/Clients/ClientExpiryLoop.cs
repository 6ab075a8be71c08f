using Ariane.Broker.Locking;
using Ariane.Remoting.Connections;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Clients;

/// <summary>Disconnects clients without heartbeats and forgets queue locks that nobody renewed.</summary>
/// <remarks>
/// Unlike upstream's scan, closing the connection takes the client out of its groups and tells the other members at
/// once. Source: broker/.../broker/client/ClientHousekeepingService.java.
/// </remarks>
internal sealed class ClientExpiryLoop(
    ConsumerGroups consumers,
    ProducerGroups producers,
    QueueLocks locks,
    ClientOptions options,
    TimeProvider time,
    ILogger<ClientExpiryLoop> logger)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.ExpiryInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) TryExpireOnce();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The broker stops.
        }
    }

    private void TryExpireOnce()
    {
        try
        {
            ExpireOnce();
        }
        catch (Exception exception)
        {
            // The outer edge of this loop: one failed round must not be the last.
            ClientLog.ExpiryFailed(logger, exception);
        }
    }

    private void ExpireOnce()
    {
        foreach (RemotingConnection connection in consumers.FindExpired().Concat(producers.FindExpired()).Distinct())
        {
            ClientLog.Expired(logger, connection.RemoteHost.ToString(), options.HeartbeatTimeout);
            connection.Close("no heartbeat in time");
        }

        locks.RemoveExpired();
    }
}
