using Ariane.Client.Connections;
using Ariane.Client.Consuming;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Rebalancing;

/// <summary>Works out which queues of a topic are this client's. Called from the rebalance loop.</summary>
/// <remarks>Source: client/.../client/impl/consumer/RebalanceImpl.java (rebalanceByTopic).</remarks>
internal sealed class QueueAssignment(
    PushConsumerOptions options, string clientId, RemoteCalls calls, RouteTable routes, Action announce, ILogger logger)
{
    /// <summary>The queues; null when that cannot be found out now, and what there is must stay as it is.</summary>
    public async ValueTask<IReadOnlyList<MessageQueue>?> FindAsync(string topic, CancellationToken cancellationToken)
    {
        TopicRouteView? route = await FindRouteAsync(topic, cancellationToken).ConfigureAwait(false);
        if (route is null || route.ReadQueues.Length == 0) return null;
        if (options.Mode == ConsumeMode.Broadcasting) return route.ReadQueues;
        if (await FindMembersAsync(route, cancellationToken).ConfigureAwait(false) is not { } members) return null;

        // A heartbeat was lost, or there was no broker yet to send it to. Once one arrives, all members are told.
        if (!members.Contains(clientId)) announce();

        // Every member sorts the same way, or they would not agree on who gets what.
        string[] sorted = [.. members];
        Array.Sort(sorted, string.CompareOrdinal);
        return options.Allocation.Allocate(clientId, Array.AsReadOnly(route.ReadQueues), sorted);
    }

    private async ValueTask<TopicRouteView?> FindRouteAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            return await routes.FindAsync(topic, cancellationToken).ConfigureAwait(false);
        }
        catch (ArianeClientException exception)
        {
            RebalanceLog.RouteUnknown(logger, topic, exception);
            return null;
        }
    }

    private async ValueTask<IReadOnlyList<string>?> FindMembersAsync(
        TopicRouteView route, CancellationToken cancellationToken)
    {
        // Members announce themselves to every broker of their topics, so any broker knows all of them.
        foreach ((_, string address) in route.OneAddressEach())
        {
            try
            {
                RemotingResponse response = await calls
                    .CallAsync(address, new GetConsumerListRequest(options.Group), cancellationToken)
                        .ConfigureAwait(false);
                return RemoteCalls.Decode<ConsumerList>(address, response).ClientIds;
            }
            catch (ArianeClientException exception)
            {
                RebalanceLog.MembersUnknown(logger, options.Group, address, exception);
                // What brokers answer when they know no member at all: not even this one.
                if (exception is BrokerException) announce();
            }
        }

        return null;
    }
}
