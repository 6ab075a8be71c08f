using System.Threading.Channels;
using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Brokers;

/// <summary>Brokers that are to be taken out. All that wait go together, since each pass visits every topic.</summary>
/// <remarks>Safe for concurrent use. Bounded: when it is full, callers are refused and come again.</remarks>
internal sealed class UnregistrationQueue(
    RouteTable routes, MinBrokerIdNotifier notifier, NameServerSettings settings, ILogger<UnregistrationQueue> logger)
{
    private readonly Channel<Unregistration> _queue = Channel.CreateBounded<Unregistration>(
        new BoundedChannelOptions(settings.Current.UnregisterBrokerQueueCapacity) { SingleReader = true });

    /// <summary>False when the queue is full.</summary>
    public bool TryAdd(Unregistration unregistration) => _queue.Writer.TryWrite(unregistration);

    /// <summary>Takes brokers out until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) TakeOutWaiting();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops, and its tables go with it.
        }
    }

    private void TakeOutWaiting()
    {
        var batch = new List<Unregistration>();
        while (_queue.Reader.TryRead(out var unregistration)) batch.Add(unregistration);

        var changes = routes.Unregister(batch);
        foreach (var unregistration in batch)
        {
            BrokerLog.Unregistered(
                logger,
                unregistration.BrokerName,
                unregistration.BrokerId,
                unregistration.Key.Address,
                unregistration.Key.Cluster);
        }

        if (!settings.Current.NotifyMinBrokerIdChanged) return;
        foreach (var change in changes) notifier.Notify(change);
    }
}
