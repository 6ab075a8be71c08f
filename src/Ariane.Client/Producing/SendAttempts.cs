using System.Runtime.CompilerServices;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Remoting.Calls;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Producing;

/// <summary>
/// Sends until a broker has the message or the time or the attempts are used up. Safe for concurrent use.
/// </summary>
/// <remarks>Source: client/.../client/impl/producer/DefaultMQProducerImpl.java (sendDefaultImpl).</remarks>
internal sealed class SendAttempts
{
    private readonly ProducerOptions _producer;
    private readonly MessageSender _sender;
    private readonly RouteTable _routes;
    private readonly BrokerFaults? _faults;
    private readonly QueueChoice _choice;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SendAttempts(
        ProducerOptions producer, MessageSender sender, RouteTable routes, TimeProvider time, ILogger logger)
    {
        _producer = producer;
        _sender = sender;
        _routes = routes;
        _faults = producer.AvoidFaultyBrokers ? new BrokerFaults(time) : null;
        _choice = new QueueChoice(_faults);
        _time = time;
        _logger = logger;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendResult> SendAsync(
        Message message,
        OutgoingMessage outgoing,
        SendOptions options,
        bool isBatch,
        CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        TopicRouteView route = _routes.TryGet(message.Topic)
            ?? await FindRouteAsync(message.Topic, options, cancellationToken).ConfigureAwait(false);
        MessageQueue? chosen = options.ChoosesQueue ? QueueChoice.Chosen(route, message, options) : null;

        SendResult? lessSafe = null;
        ArianeClientException? failure = null;
        string? failedBroker = null;
        for (int attempt = 0; attempt <= _producer.Retries; attempt++)
        {
            long attempted = _time.GetTimestamp();
            TimeSpan left = (options.Timeout ?? _producer.SendTimeout) - _time.GetElapsedTime(started, attempted);
            if (left <= TimeSpan.Zero) break;

            MessageQueue queue = chosen ?? _choice.Next(route, failedBroker);
            TimeSpan timeout = AttemptTime(left, isLast: attempt == _producer.Retries);
            try
            {
                SendResult result = await _sender.SendAsync(route, queue, outgoing, isBatch, timeout, cancellationToken)
                    .ConfigureAwait(false);
                _faults?.Answered(queue.BrokerName, _time.GetElapsedTime(attempted));
                if (result.Status == SendStatus.Ok || !_producer.RetryWhenNotStoredSafely || chosen is not null)
                {
                    return result;
                }

                lessSafe ??= result;
            }
            catch (ArianeClientException exception) when (IsWorthRetrying(exception, chosen is not null))
            {
                _faults?.Failed(queue.BrokerName);
                ProducerLog.AttemptFailed(_logger, attempt + 1, queue.BrokerName, message.Topic, exception);
                failure = exception;
            }

            failedBroker = queue.BrokerName;
            route = _routes.TryGet(message.Topic) ?? route;
        }

        return lessSafe ?? throw failure ?? OutOfTime(message.Topic);
    }

    /// <summary>Hands the message to the connection of the broker it goes to.</summary>
    public async ValueTask SendOnewayAsync(
        Message message, OutgoingMessage outgoing, SendOptions options, CancellationToken cancellationToken)
    {
        TopicRouteView route = _routes.TryGet(message.Topic)
            ?? await FindRouteAsync(message.Topic, options, cancellationToken).ConfigureAwait(false);
        MessageQueue queue = options.ChoosesQueue
            ? QueueChoice.Chosen(route, message, options)
            : _choice.Next(route, failedBroker: null);
        await _sender.SendOnewayAsync(route, queue, outgoing, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan AttemptTime(TimeSpan left, bool isLast)
    {
        if (isLast) return left;
        TimeSpan limit = _producer.AttemptTimeout ?? left / 2;
        return limit < left ? limit : left;
    }

    private bool IsWorthRetrying(ArianeClientException exception, bool sameQueue) => exception switch
    {
        TransportException => true,
        RouteException => !sameQueue,
        BrokerException => !sameQueue && _producer.RetriedCodes.Contains(exception.Code ?? default),
        _ => false,
    };

    // The cold start of a topic: everything else on this path is free of timers.
    private async Task<TopicRouteView> FindRouteAsync(
        string topic, SendOptions options, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout ?? _producer.SendTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _routes.FindForSendingAsync(topic, _producer.NewTopicQueues, linked.Token)
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw OutOfTime(topic);
        }
    }

    private static TransportException OutOfTime(string topic) => new(
        RemotingFailure.Timeout,
        $"The time for the send to '{topic}' was over before it could be made. Allow more time (SendTimeout).");
}
