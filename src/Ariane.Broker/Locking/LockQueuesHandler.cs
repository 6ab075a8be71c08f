using System.Buffers;
using Ariane.Broker.Persistence;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Locking;

/// <summary>LOCK_BATCH_MQ: takes or renews the locks of queues; the answer names those that were granted.</summary>
/// <remarks>
/// Queues of topics that do not exist are not granted; upstream grants, and keeps, whatever is named.
/// Source: broker/.../broker/processor/AdminBrokerProcessor.java (lockBatchMQ).
/// </remarks>
internal sealed class LockQueuesHandler(QueueLocks locks, TopicTable topics) : IRequestHandler<LockQueuesRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public ValueTask<Reply> HandleAsync(LockQueuesRequest request, RequestContext context)
    {
        if (!QueueLockRequest.TryParse(context.Body.ToArray(), out QueueLockRequest? wanted, out string? error))
            return new(Reply.Error(ResponseCode.SystemError, $"the body is no list of queues to lock: {error}"));

        MessageQueue[] existing = [.. wanted.Queues.Where(queue => topics.TryGet(queue.Topic, out _))];
        List<MessageQueue> granted = locks.Lock(wanted.ConsumerGroup, wanted.ClientId, existing);
        return new(Reply.Ok.WithBody(new QueueLockResponse(granted).ToBytes()));
    }
}
