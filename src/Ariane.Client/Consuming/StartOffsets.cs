using Ariane.Client.Messages;
using Ariane.Client.Offsets;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Consuming;

/// <summary>Decides where a consumer begins in a queue. Called from the rebalance loop.</summary>
/// <remarks>
/// Source: client/.../client/impl/consumer/RebalancePushImpl.java (computePullFromWhereWithException).
/// </remarks>
internal sealed class StartOffsets(
    PushConsumerOptions options, IOffsetStore store, QueueOffsets queues, DateTimeOffset consumerStarted)
{
    private static readonly TimeSpan DefaultLookBack = TimeSpan.FromMinutes(30);

    /// <exception cref="ArianeClientException">
    /// It could not be found out; beginning anywhere could skip messages.
    /// </exception>
    public async ValueTask<long> FindAsync(MessageQueue queue, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(queue, cancellationToken).ConfigureAwait(false) is { } stored) return stored;

        // What is in the retry topic was received before: a group that is new in its queue wants all of it.
        bool isRetry = queue.Topic.StartsWith(NameRules.RetryPrefix, StringComparison.Ordinal);
        if (isRetry || options.ConsumeFrom == ConsumeFrom.FirstOffset) return 0;
        if (options.ConsumeFrom == ConsumeFrom.LastOffset)
        {
            return await queues.GetMaxAsync(queue, cancellationToken).ConfigureAwait(false);
        }

        DateTimeOffset time = options.ConsumeFromTime ?? consumerStarted - DefaultLookBack;
        return await queues.FindAsync(queue, time, cancellationToken).ConfigureAwait(false);
    }
}
