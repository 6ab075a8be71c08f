using System.Collections.Concurrent;
using Ariane.NameServer.Settings;
using Ariane.Remoting.Connections;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Brokers;

/// <summary>Notices brokers that are gone: their connection closed, or they have been silent for too long.</summary>
/// <remarks>
/// Safe for concurrent use. A closed connection takes out every broker that registered over it; upstream takes out an
/// arbitrary one and leaves the others to expire.
/// </remarks>
internal sealed class BrokerLiveness(
    LiveBrokers live,
    UnregistrationQueue queue,
    NameServerSettings settings,
    TimeProvider time,
    ILogger<BrokerLiveness> logger)
{
    private readonly ConcurrentDictionary<RemotingConnection, byte> _watched = new();

    /// <summary>Takes out the brokers of a connection when it closes. May be called any number of times.</summary>
    public void Watch(RemotingConnection connection)
    {
        if (!_watched.TryAdd(connection, 0)) return;

        connection.Closed.UnsafeRegister(
            static state =>
            {
                var (liveness, closed) = ((BrokerLiveness, RemotingConnection))state!;
                liveness.TakeOutBrokersOf(closed);
            },
            (this, connection));
    }

    /// <summary>Takes out silent brokers, once per interval, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(settings.Current.ScanNotActiveBrokerInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false)) TakeOutSilentBrokers();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    internal void TakeOutSilentBrokers()
    {
        foreach (var broker in live.Expired())
        {
            BrokerLog.Silent(logger, broker.BrokerName, broker.BrokerId, broker.Key.Address, broker.HeartbeatTimeout);

            // When the queue is full the next scan finds the broker again.
            queue.TryAdd(Unregistration.Expired(broker));
            broker.Connection.Close("the broker was silent for longer than it said it would be");
        }
    }

    private void TakeOutBrokersOf(RemotingConnection connection)
    {
        _watched.TryRemove(connection, out _);
        foreach (var broker in live.RegisteredOver(connection))
        {
            BrokerLog.ConnectionClosed(logger, broker.BrokerName, broker.BrokerId, broker.Key.Address);

            // When the queue is full the broker falls silent, and expires.
            queue.TryAdd(Unregistration.Closed(broker));
        }
    }
}
