using System.Buffers;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Locking;

/// <summary>UNLOCK_BATCH_MQ: gives up the sender's own locks of queues.</summary>
/// <remarks>Source: broker/.../broker/processor/AdminBrokerProcessor.java (unlockBatchMQ).</remarks>
internal sealed class UnlockQueuesHandler(QueueLocks locks) : IRequestHandler<UnlockQueuesRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public ValueTask<Reply> HandleAsync(UnlockQueuesRequest request, RequestContext context)
    {
        if (!QueueLockRequest.TryParse(context.Body.ToArray(), out QueueLockRequest? wanted, out string? error))
            return new(Reply.Error(ResponseCode.SystemError, $"the body is no list of queues to unlock: {error}"));

        locks.Unlock(wanted.ConsumerGroup, wanted.ClientId, wanted.Queues);
        return new(Reply.Ok);
    }
}
