using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ariane.Client.Groups;
using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Producing;

/// <summary>Sends messages. Safe for concurrent use: any number of sends may be under way.</summary>
/// <remarks>Made by <see cref="ArianeClient.StartProducerAsync"/>.</remarks>
public sealed class Producer : IAsyncDisposable
{
    private readonly ProducerOptions _options;
    private readonly RouteTable _routes;
    private readonly GroupTable _groups;
    private readonly Heartbeats _heartbeats;
    private readonly UniqueIdGenerator _ids;
    private readonly SendAttempts _attempts;
    private int _disposed;

    internal Producer(ProducerOptions options, ClientParts parts)
    {
        _options = options;
        _routes = parts.Routes;
        _groups = parts.Groups;
        _heartbeats = parts.Heartbeats;
        _ids = parts.Ids;
        var sender = new MessageSender(options, parts.Calls, parts.Routes, parts.Time);
        _attempts = new SendAttempts(options, sender, parts.Routes, parts.Time, parts.Logger);
    }

    /// <summary>The producer group.</summary>
    public string Group => _options.Group;

    /// <summary>Sends a message to the next queue of its topic and waits until it is stored.</summary>
    /// <exception cref="InvalidMessageException">The message cannot be sent; nothing was.</exception>
    /// <exception cref="BrokerException">The broker of the last attempt refused the message.</exception>
    /// <exception cref="TransportException">The last attempt brought no answer; the message may be stored.</exception>
    /// <exception cref="RouteException">There is no queue to send to.</exception>
    public ValueTask<SendResult> SendAsync(Message message, CancellationToken cancellationToken = default) =>
        SendAsync(message, SendOptions.Default, cancellationToken);

    /// <inheritdoc cref="SendAsync(Message, CancellationToken)"/>
    /// <summary>Sends a message to a queue that the options choose and waits until it is stored.</summary>
    /// <remarks>A send to a chosen queue is repeated only when no answer came, and then to the same queue.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SendResult> SendAsync(
        Message message, SendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        CheckUsable(options);
        OutgoingMessage outgoing = OutgoingMessage.Of(message, _options, _ids);
        try
        {
            return await _attempts.SendAsync(message, outgoing, options, isBatch: false, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            outgoing.Dispose();
        }
    }

    /// <inheritdoc cref="SendAsync(Message, CancellationToken)"/>
    /// <summary>Sends messages of one topic with one request to one queue, where they are neighbours.</summary>
    /// <returns>One result for each message, in the same order.</returns>
    public async ValueTask<IReadOnlyList<SendResult>> SendBatchAsync(
        IReadOnlyList<Message> messages, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        options ??= SendOptions.Default;
        CheckUsable(options);
        BatchBody batch = BatchBody.Of(messages, _options, _ids);
        OutgoingMessage outgoing = OutgoingMessage.Of(batch);
        try
        {
            SendResult whole = await _attempts
                .SendAsync(messages[0], outgoing, options, isBatch: true, cancellationToken).ConfigureAwait(false);
            return SplitResult(whole, batch.MessageIds);
        }
        finally
        {
            outgoing.Dispose();
        }
    }

    /// <summary>Hands a message to the connection and waits for nothing: it may be lost, and nobody is told.</summary>
    /// <exception cref="InvalidMessageException">The message cannot be sent; nothing was.</exception>
    /// <exception cref="RouteException">There is no queue to send to.</exception>
    /// <exception cref="TransportException">No connection could be had.</exception>
    public async ValueTask SendOnewayAsync(
        Message message, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        options ??= SendOptions.Default;
        CheckUsable(options);
        OutgoingMessage outgoing = OutgoingMessage.Of(message, _options, _ids);
        try
        {
            await _attempts.SendOnewayAsync(message, outgoing, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            outgoing.Dispose();
        }
    }

    /// <summary>The queues that messages of a topic can go to, in the order that selectors get.</summary>
    /// <exception cref="RouteException">The topic does not exist, and brokers do not create topics.</exception>
    public async ValueTask<IReadOnlyList<MessageQueue>> GetQueuesAsync(
        string topic, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        CheckUsable(SendOptions.Default);
        TopicRouteView route = await _routes.FindForSendingAsync(topic, _options.NewTopicQueues, cancellationToken)
            .ConfigureAwait(false);
        return Array.AsReadOnly(route.SendQueues);
    }

    /// <summary>Leaves the group. Sends that are under way end as they would have.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _groups.RemoveProducer(Group);
        await _heartbeats.LeaveAsync(Group, consumerGroup: null, CancellationToken.None).ConfigureAwait(false);
    }

    private static SendResult[] SplitResult(SendResult whole, string[] messageIds)
    {
        // One stored record for each message, unless the topic keeps batches whole: then there is one id for all.
        string[] offsetIds = whole.OffsetMessageId.Split(',');
        var results = new SendResult[messageIds.Length];
        for (int index = 0; index < results.Length; index++)
        {
            results[index] = whole with
            {
                MessageId = messageIds[index],
                QueueOffset = whole.QueueOffset + index,
                OffsetMessageId = offsetIds.Length == results.Length ? offsetIds[index] : offsetIds[0],
            };
        }

        return results;
    }

    private void CheckUsable(SendOptions options)
    {
        if (Volatile.Read(ref _disposed) != 0) ThrowDisposed();
        ArgumentNullException.ThrowIfNull(options);
        if (!ReferenceEquals(options, SendOptions.Default)) options.Validate();
    }

    [DoesNotReturn]
    private static void ThrowDisposed() => throw new ObjectDisposedException(nameof(Producer));
}
