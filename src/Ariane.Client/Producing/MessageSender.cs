using System.Runtime.CompilerServices;
using Ariane.Client.Connections;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Producing;

/// <summary>One attempt to send to one queue. Safe for concurrent use.</summary>
/// <remarks>Source: client/.../client/impl/producer/DefaultMQProducerImpl.java (sendKernelImpl).</remarks>
internal sealed class MessageSender(ProducerOptions options, RemoteCalls calls, RouteTable routes, TimeProvider time)
{
    /// <exception cref="BrokerException">The broker did not store the message.</exception>
    /// <exception cref="TransportException">No answer came; the message may or may not be stored.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendResult> SendAsync(
        TopicRouteView route,
        MessageQueue queue,
        OutgoingMessage message,
        bool isBatch,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        string address = await FindMasterAsync(route, queue, cancellationToken).ConfigureAwait(false);
        RequestCode code = isBatch ? RequestCode.SendBatchMessage : RequestCode.SendMessageV2;
        RemotingResponse response = await calls
            .InvokeAsync(address, code, Header(queue, message, isBatch), message.Body, timeout, cancellationToken)
            .ConfigureAwait(false);
        return ToResult(code, address, response, queue, message.MessageId);
    }

    /// <summary>Hands the message to the connection; whether it arrives is not known.</summary>
    public async ValueTask SendOnewayAsync(
        TopicRouteView route, MessageQueue queue, OutgoingMessage message, CancellationToken cancellationToken)
    {
        string address = await FindMasterAsync(route, queue, cancellationToken).ConfigureAwait(false);
        await calls.SendOnewayAsync(address, Header(queue, message, isBatch: false), message.Body, cancellationToken)
            .ConfigureAwait(false);
    }

    private SendMessageRequest Header(MessageQueue queue, in OutgoingMessage message, bool isBatch) => new(
        options.Group,
        queue.Topic,
        RouteTable.DefaultTopic,
        options.NewTopicQueues,
        queue.QueueId,
        (int)message.Flags,
        time.GetUtcNow().ToUnixTimeMilliseconds(),
        message.Flag,
        message.Properties,
        Batch: isBatch,
        BrokerName: queue.BrokerName);

    private ValueTask<string> FindMasterAsync(
        TopicRouteView route, MessageQueue queue, CancellationToken cancellationToken) =>
        route.FindMaster(queue.BrokerName) is { } address
            ? new(address)
            : new(RefreshMasterAsync(queue, cancellationToken));

    private async Task<string> RefreshMasterAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        TopicRouteView? route = await routes.RefreshAsync(queue.Topic, cancellationToken).ConfigureAwait(false);
        return route?.FindMaster(queue.BrokerName) ?? throw new RouteException(
            $"The broker '{queue.BrokerName}' has no master for the topic '{queue.Topic}'. Check that it runs and " +
            "is registered.");
    }

    private static SendResult ToResult(
        RequestCode code, string address, RemotingResponse response, MessageQueue queue, string messageId)
    {
        SendStatus status = response.Code switch
        {
            ResponseCode.Success => SendStatus.Ok,
            ResponseCode.FlushDiskTimeout => SendStatus.FlushDiskTimeout,
            ResponseCode.FlushSlaveTimeout => SendStatus.FlushReplicaTimeout,
            ResponseCode.SlaveNotAvailable => SendStatus.ReplicaNotAvailable,
            _ => throw BrokerException.From(code, address, response),
        };
        var header = RemoteCalls.DecodeHeader<SendMessageResponse>(address, response);
        // A broker may pick the queue itself, when it creates the topic by this message.
        MessageQueue stored = header.QueueId is { } id && id != queue.QueueId ? queue with { QueueId = id } : queue;
        return new SendResult(status, messageId, stored, header.QueueOffset ?? 0, header.MsgIdText ?? string.Empty)
        {
            TransactionId = header.TransactionIdText,
            RecallHandle = header.RecallHandle,
        };
    }
}
