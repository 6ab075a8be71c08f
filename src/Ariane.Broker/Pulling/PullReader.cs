using Ariane.Broker.Groups;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Storage;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Pulling;

/// <summary>
/// Works out the answer to a pull: all checks, then the read. Called concurrently, any number of times for one pull.
/// </summary>
/// <remarks>
/// Order of checks and codes: broker/.../broker/processor/PullMessageProcessor.java and
/// broker/.../broker/processor/DefaultPullMessageResultHandler.java.
/// </remarks>
internal sealed class PullReader(
    BrokerOptions options, MessageStore store, TopicTable topics, GroupTable groups, PullSubscriptions subscriptions)
{
    private readonly bool _isReadable = (options.Permission & TopicPermission.Read) != 0;

    /// <param name="request">What is wanted.</param>
    /// <param name="isLite">It came as LITE_PULL_MESSAGE.</param>
    /// <param name="peer">Who asks, for remarks.</param>
    /// <param name="result">Released; receives the messages.</param>
    public PullAnswer Read(in PullMessageRequest request, bool isLite, HostAddress peer, ReadResult result)
    {
        if (!TryAdmit(request, isLite, out SubscriptionGroupConfig? group, out PullAnswer refusal)) return refusal;
        if (!topics.TryGet(request.Topic, out Topic? topic)) return TopicUnknown(request.Topic);
        if (CheckTopic(topic, request, peer) is { } problem) return problem;
        if (!subscriptions.TryFind(request, group!, out IMessageFilter? filter, out refusal)) return refusal;

        int maxBytes = request.MaxMsgBytes is > 0 and { } wanted ? wanted : int.MaxValue;
        int maxCount = Math.Max(1, request.MaxMsgNums);
        store.Read(topic.Name, request.QueueId, request.QueueOffset, maxCount, maxBytes, filter, result);
        return Answer(request, topic, group!, filter, result);
    }

    private bool TryAdmit(
        in PullMessageRequest request, bool isLite, out SubscriptionGroupConfig? group, out PullAnswer refusal)
    {
        group = null;
        refusal = default;
        if (!_isReadable)
        {
            refusal = PullAnswer.Forbid(
                Forbidden.Broker, $"the broker[{options.Address}] pulling message is forbidden");
        }
        else if (isLite && !options.Pulling.LitePull)
        {
            refusal = PullAnswer.Forbid(
                Forbidden.Broker, $"the broker[{options.Address}] for lite pull consumer is forbidden");
        }
        else if (!groups.TryGetOrCreate(request.ConsumerGroup, out group))
        {
            refusal = PullAnswer.Refuse(
                ResponseCode.SubscriptionGroupNotExist,
                $"subscription group [{request.ConsumerGroup}] does not exist, " + Faq.SeeAlso);
        }
        else if (!group.ConsumeEnable)
        {
            refusal = PullAnswer.Forbid(
                Forbidden.Group, $"subscription group no permission, {request.ConsumerGroup}");
        }

        return refusal.Code == ResponseCode.Success;
    }

    private static PullAnswer TopicUnknown(string topic) => PullAnswer.Refuse(
        ResponseCode.TopicNotExist, $"topic[{topic}] not exist, apply first please! " + Faq.SeeAlso);

    private static PullAnswer? CheckTopic(Topic topic, in PullMessageRequest request, HostAddress peer)
    {
        if (!topic.IsReadable)
            return PullAnswer.Forbid(Forbidden.Topic, $"the topic[{topic.Name}] pulling message is forbidden");
        if (topic.HasBatchQueues)
        {
            return PullAnswer.Refuse(
                ResponseCode.SystemError,
                $"the topic[{topic.Name}] is of queue.type BatchCQ, which this version does not read");
        }

        int queues = topic.Config.ReadQueueNums;
        if ((uint)request.QueueId < (uint)queues) return null;
        return PullAnswer.Refuse(
            ResponseCode.InvalidParameter,
            $"queueId[{request.QueueId}] is illegal, topic:[{topic.Name}] "
            + $"topicConfig.readQueueNums:[{queues}] consumer:[{peer}]");
    }

    private PullAnswer Answer(
        in PullMessageRequest request,
        Topic topic,
        SubscriptionGroupConfig group,
        IMessageFilter? filter,
        ReadResult result)
    {
        ResponseCode code = CodeOf(result.Status, request.QueueOffset);
        if (code == ResponseCode.SystemError) return PullAnswer.Refuse(code, PullRemarks.Of(result.Status));

        long brokerId = 0;
        if (options.Pulling.SlaveRead)
            brokerId = result.SuggestSlave ? group.WhichBrokerWhenConsumeSlowly : group.BrokerId;
        var header = new PullMessageResponse(
            SuggestWhichBrokerId: brokerId,
            NextBeginOffset: result.NextOffset,
            MinOffset: result.MinOffset,
            MaxOffset: result.MaxOffset,
            TopicSysFlag: topic.Config.TopicSysFlag,
            GroupSysFlag: group.GroupSysFlag);
        return new PullAnswer(code, header, PullRemarks.Of(result.Status), filter);
    }

    private static ResponseCode CodeOf(ReadStatus status, long offset) => status switch
    {
        ReadStatus.Found => ResponseCode.Success,
        ReadStatus.NoMatchedMessage or ReadStatus.MessageWasRemoving => ResponseCode.PullRetryImmediately,
        ReadStatus.NoMatchedLogicQueue or ReadStatus.NoMessageInQueue =>
            offset == 0 ? ResponseCode.PullNotFound : ResponseCode.PullOffsetMoved,
        ReadStatus.OffsetFoundNull or ReadStatus.OffsetOverflowOne => ResponseCode.PullNotFound,
        ReadStatus.OffsetOverflowBadly or ReadStatus.OffsetTooSmall => ResponseCode.PullOffsetMoved,
        _ => ResponseCode.SystemError,
    };
}
