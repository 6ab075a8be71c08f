using System.Threading.Channels;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Clients;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Brokers;

/// <summary>Tells the members of a group that its lowest broker id is another one now.</summary>
/// <remarks>
/// Safe for concurrent use. Best effort: brokers also ask for their group every second, so a notice that cannot be
/// delivered, or queued, only comes later. Source: namesrv/.../namesrv/routeinfo/RouteInfoManager.java,
/// notifyMinBrokerIdChanged.
/// </remarks>
internal sealed class MinBrokerIdNotifier(RemotingClient client, TimeProvider time, ILogger<MinBrokerIdNotifier> logger)
{
    private const int MaxWaitingChanges = 1024;

    private static readonly TimeSpan SendTimeout = TimeSpan.FromMilliseconds(300);

    private readonly Channel<MinBrokerIdChange> _changes =
        Channel.CreateBounded<MinBrokerIdChange>(new BoundedChannelOptions(MaxWaitingChanges) { SingleReader = true });

    /// <summary>Queues a notice; dropped with a log line when too many wait.</summary>
    public void Notify(MinBrokerIdChange change)
    {
        if (!_changes.Writer.TryWrite(change)) BrokerLog.NoticeDropped(logger, change.BrokerName, change.MinBrokerId);
    }

    /// <summary>Sends notices until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in _changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await SendAsync(change, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task SendAsync(MinBrokerIdChange change, CancellationToken cancellationToken)
    {
        var notice = new MinBrokerIdChangedRequest(
            change.MinBrokerId, change.MinBrokerAddr, change.OfflineAddr, change.HaServerAddr);
        foreach (string recipient in change.Recipients)
        {
            using var timeout = new CancellationTokenSource(SendTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                await client.SendOnewayAsync(recipient, notice, default, either.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is RemotingException
                || (exception is OperationCanceledException && timeout.IsCancellationRequested))
            {
                BrokerLog.NoticeFailed(logger, exception, change.BrokerName, recipient);
            }
        }
    }
}
