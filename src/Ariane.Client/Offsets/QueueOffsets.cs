using Ariane.Client.Connections;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Offsets;

/// <summary>Asks which offsets a queue has. Safe for concurrent use.</summary>
/// <remarks>
/// Every method throws an <see cref="ArianeClientException"/> when the broker cannot be found, refuses, or is silent.
/// </remarks>
public sealed class QueueOffsets
{
    private readonly RemoteCalls _calls;
    private readonly RouteTable _routes;

    internal QueueOffsets(RemoteCalls calls, RouteTable routes)
    {
        _calls = calls;
        _routes = routes;
    }

    /// <summary>The offset of the first message that is still stored; 0 in an empty queue.</summary>
    public async ValueTask<long> GetMinAsync(MessageQueue queue, CancellationToken cancellationToken = default)
    {
        string address = await FindMasterAsync(queue, cancellationToken).ConfigureAwait(false);
        return await AskAsync(address, new GetMinOffsetRequest(queue.Topic, queue.QueueId), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>The offset that the next message will get.</summary>
    public async ValueTask<long> GetMaxAsync(MessageQueue queue, CancellationToken cancellationToken = default)
    {
        string address = await FindMasterAsync(queue, cancellationToken).ConfigureAwait(false);
        return await AskAsync(address, new GetMaxOffsetRequest(queue.Topic, queue.QueueId), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// The offset of the first message stored at or after a time; the end of the queue when all are older.
    /// </summary>
    public async ValueTask<long> FindAsync(
        MessageQueue queue, DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        string address = await FindMasterAsync(queue, cancellationToken).ConfigureAwait(false);
        var request = new SearchOffsetRequest(queue.Topic, queue.QueueId, time.ToUnixTimeMilliseconds());
        return await AskAsync(address, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>When the first message that is still stored was stored; null in an empty queue.</summary>
    public async ValueTask<DateTimeOffset?> GetEarliestTimeAsync(
        MessageQueue queue, CancellationToken cancellationToken = default)
    {
        string address = await FindMasterAsync(queue, cancellationToken).ConfigureAwait(false);
        RemotingResponse response = await _calls
            .CallAsync(address, new GetEarliestStoreTimeRequest(queue.Topic, queue.QueueId), cancellationToken)
            .ConfigureAwait(false);
        long milliseconds = RemoteCalls.DecodeHeader<TimestampResponse>(address, response).Timestamp;
        return milliseconds < 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    private async ValueTask<long> AskAsync<TRequest>(
        string address, TRequest request, CancellationToken cancellationToken)
        where TRequest : IRequestHeader<TRequest>
    {
        RemotingResponse response = await _calls.CallAsync(address, request, cancellationToken).ConfigureAwait(false);
        return RemoteCalls.DecodeHeader<OffsetResponse>(address, response).Offset;
    }

    private async ValueTask<string> FindMasterAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queue);
        TopicRouteView? route = await _routes.FindAsync(queue.Topic, cancellationToken).ConfigureAwait(false);
        return route?.FindMaster(queue.BrokerName) ?? throw new RouteException(
            $"The broker '{queue.BrokerName}' has no master for the topic '{queue.Topic}'. Check the name and that " +
            "it runs.");
    }
}
