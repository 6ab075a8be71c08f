using System.Buffers;
using Ariane.Broker.Persistence;
using Ariane.Broker.Groups;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Locking;

/// <summary>LOCK_BATCH_MQ: takes or renews the locks of queues; the answer names those that were granted.</summary>
/// <remarks>Source: broker/.../broker/processor/AdminBrokerProcessor.java (lockBatchMQ).</remarks>
internal sealed class LockQueuesHandler(QueueLocks locks, TopicTable topics) : IRequestHandler<LockQueuesRequest>
{
    public ValueTask<Reply> HandleAsync(LockQueuesRequest request, RequestContext context)
    {
        if (!QueueLockRequest.TryParse(context.Body.ToArray(), out QueueLockRequest? wanted, out string? error))
            return new(Reply.Error(ResponseCode.SystemError, $"the body is no list of queues to lock: {error}"));

        string? fault = GroupRules.FindLongName("group", wanted.ConsumerGroup)
            ?? GroupRules.FindLongName("clientId", wanted.ClientId);
        if (fault is not null) return new(Reply.Error(ResponseCode.SystemError, fault));

        // Nobody gets a lock of what does not exist, and of what does the names are shared: locks stay small.
        List<MessageQueue> granted = locks.Lock(wanted.ConsumerGroup, wanted.ClientId, [.. Existing(wanted.Queues)]);
        return new(Reply.Ok.WithBody(new QueueLockResponse(granted).ToBytes()));
    }

    private IEnumerable<MessageQueue> Existing(IReadOnlyList<MessageQueue> wanted)
    {
        string brokerName = wanted.Count > 0 ? wanted[0].BrokerName : "";
        foreach (MessageQueue queue in wanted)
        {
            if (!topics.TryGet(queue.Topic, out Topic? topic)) continue;
            if ((uint)queue.QueueId >= (uint)topic.QueueCount || queue.BrokerName.Length > ResourceNames.MaxGroupLength)
                continue;
            if (queue.BrokerName != brokerName) brokerName = queue.BrokerName;
            yield return new MessageQueue(topic.Name, brokerName, queue.QueueId);
        }
    }
}
