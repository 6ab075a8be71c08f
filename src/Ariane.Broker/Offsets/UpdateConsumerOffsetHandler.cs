using Ariane.Broker.Groups;
using Ariane.Broker.Topics;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Offsets;

/// <summary>Records how far a group has consumed one queue. Called concurrently, from any connection.</summary>
/// <remarks>Order of checks: broker/.../broker/processor/ConsumerManageProcessor.java (updateConsumerOffset).</remarks>
internal sealed class UpdateConsumerOffsetHandler(
    GroupTable groups, TopicTable topics, ConsumerOffsets offsets, TopicOptions limits)
    : IRequestHandler<UpdateConsumerOffsetRequest>
{
    public ValueTask<Reply> HandleAsync(UpdateConsumerOffsetRequest request, RequestContext context) =>
        new(Answer(request));

    private Reply Answer(UpdateConsumerOffsetRequest request)
    {
        // Group before topic, as upstream: clients act on the code, so the order is part of the contract.
        if (!groups.Contains(request.ConsumerGroup))
            return Reply.Error(ResponseCode.SubscriptionGroupNotExist, $"Group {request.ConsumerGroup} not exist!");
        if (!topics.TryGet(request.Topic, out Topic? topic))
            return Reply.Error(ResponseCode.TopicNotExist, $"Topic {request.Topic} not exist!");
        if (request.QueueId is not { } queueId)
            return Reply.Error(ResponseCode.InvalidParameter, "QueueId is null, topic is " + request.Topic);
        if (request.CommitOffset is not { } offset)
            return Reply.Error(ResponseCode.InvalidParameter, "Offset is null, topic is " + request.Topic);
        if (queueId < 0 || queueId >= limits.MaxQueuesPerTopic)
        {
            return Reply.Error(
                ResponseCode.InvalidParameter, $"queueId is {queueId}; expected 0 to {limits.MaxQueuesPerTopic - 1}");
        }

        return offsets.Commit(topic.Name, request.ConsumerGroup, queueId, offset) switch
        {
            CommitOutcome.Committed => Reply.Ok,
            CommitOutcome.Closed => Reply.Error(
                ResponseCode.ServiceNotAvailable, "the broker is stopping and takes no more offsets"),
            _ => Reply.Error(
                ResponseCode.SystemError,
                "this broker keeps no more offsets; delete groups or topics that nobody needs"),
        };
    }
}
