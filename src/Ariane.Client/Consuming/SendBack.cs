using Ariane.Client.Connections;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Consuming;

/// <summary>
/// Gives messages that could not be handled back to their broker, which delivers them again later. Safe for concurrent
/// use.
/// </summary>
/// <remarks>Source: client/.../client/impl/consumer/DefaultMQPushConsumerImpl.java (sendMessageBack).</remarks>
internal sealed class SendBack(PushConsumerOptions options, RemoteCalls calls, RouteTable routes, ILogger logger)
{
    /// <summary>True once the broker has it for another delivery; false means: keep it.</summary>
    /// <param name="delayLevel">0 lets the broker decide, below 0 means the dead-letter topic.</param>
    public async ValueTask<bool> TryAsync(ReceivedMessage message, int delayLevel, CancellationToken cancellationToken)
    {
        if (routes.TryGet(message.Queue.Topic)?.FindMaster(message.Queue.BrokerName) is not { } address) return false;

        var request = new SendBackRequest(
            message.LogOffset,
            options.Group,
            delayLevel,
            message.MessageId,
            message.Topic,
            UnitMode: false,
            options.MaxReconsumeTimes,
            message.Queue.BrokerName);
        try
        {
            await calls.CallAsync(address, request, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (ArianeClientException exception)
        {
            ConsumerLog.SendBackFailed(logger, options.Group, message.MessageId, address, exception);
            return false;
        }
    }
}
