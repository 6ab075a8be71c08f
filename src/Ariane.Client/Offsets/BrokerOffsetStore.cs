using Ariane.Client.Connections;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Offsets;

/// <summary>Keeps a group's offsets on the brokers of the queues. Safe for concurrent use.</summary>
/// <remarks>Source: client/.../client/consumer/store/RemoteBrokerOffsetStore.java.</remarks>
internal sealed class BrokerOffsetStore(
    string group, RemoteCalls calls, RouteTable routes, ILogger logger) : IOffsetStore
{
    public async ValueTask<long?> ReadAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        string address = await FindBrokerAsync(queue, cancellationToken).ConfigureAwait(false);
        var request = new QueryConsumerOffsetRequest(group, queue.Topic, queue.QueueId);
        RemotingResponse response = await calls
            .InvokeAsync(address, request, default, calls.DefaultTimeout, cancellationToken).ConfigureAwait(false);
        return response.Code switch
        {
            ResponseCode.Success => RemoteCalls.DecodeHeader<OffsetResponse>(address, response).Offset,
            ResponseCode.QueryNotFound => null,
            _ => throw BrokerException.From(RequestCode.QueryConsumerOffset, address, response),
        };
    }

    public async ValueTask<IReadOnlyList<QueueOffset>> CommitAsync(
        IReadOnlyList<QueueOffset> offsets, CancellationToken cancellationToken)
    {
        bool[] stored = await Task.WhenAll(offsets.Select(offset => TryCommitAsync(offset, cancellationToken)))
            .ConfigureAwait(false);
        return [.. offsets.Where((_, index) => stored[index])];
    }

    /// <summary>Stores one offset.</summary>
    /// <exception cref="ArianeClientException">It is not known to be stored.</exception>
    public async Task CommitAsync(QueueOffset offset, CancellationToken cancellationToken)
    {
        string address = await FindBrokerAsync(offset.Queue, cancellationToken).ConfigureAwait(false);
        var request = new UpdateConsumerOffsetRequest(group, offset.Queue.Topic, offset.Queue.QueueId, offset.Offset);
        await calls.CallAsync(address, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryCommitAsync(QueueOffset offset, CancellationToken cancellationToken)
    {
        try
        {
            await CommitAsync(offset, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (ArianeClientException exception)
        {
            OffsetLog.CommitFailed(logger, group, offset.Queue, offset.Offset, exception);
            return false;
        }
    }

    private async ValueTask<string> FindBrokerAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        TopicRouteView? route = await routes.FindAsync(queue.Topic, cancellationToken).ConfigureAwait(false);
        return route?.FindReplica(queue.BrokerName, id: 0) ?? throw new RouteException(
            $"No broker '{queue.BrokerName}' has the topic '{queue.Topic}'. Check that it runs and is registered.");
    }
}
