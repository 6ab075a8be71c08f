using Ariane.Client.Messages;

namespace Ariane.Client.Consuming;

/// <summary>Handles one message. Called concurrently. An exception means that the message comes again.</summary>
/// <param name="message">The message.</param>
/// <param name="cancellationToken">Cancelled when the consumer has waited long enough for its handlers to stop.</param>
public delegate ValueTask<ConsumeResult> MessageHandler(ReceivedMessage message, CancellationToken cancellationToken);

/// <summary>
/// Handles neighbours of one queue. Called concurrently. An exception means that all of them come again.
/// </summary>
/// <param name="messages">At least one and at most <see cref="PushConsumerOptions.BatchSize"/> messages.</param>
/// <param name="cancellationToken">Cancelled when the consumer has waited long enough for its handlers to stop.</param>
public delegate ValueTask<ConsumeResult> MessageBatchHandler(
    IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken);
