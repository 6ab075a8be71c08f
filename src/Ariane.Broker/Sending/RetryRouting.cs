using Ariane.Broker.Groups;
using Ariane.Broker.Locking;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Sending;

/// <summary>Sends messages that failed too often to their group's dead letters instead of its retry topic.</summary>
/// <remarks>
/// Orderly consumers come this way. Called concurrently. Source:
/// broker/.../broker/processor/SendMessageProcessor.java (handleRetryAndDLQ).
/// </remarks>
internal sealed class RetryRouting(GroupTable groups, TopicTable topics, QueueLocks locks, SendReplies replies)
{
    // MQVersion V3_4_9: senders before it do not mean the field.
    private const int FirstVersionWithMaximum = 121;
    private const int DeadLetterQueues = 1;

    /// <summary>
    /// Turns the route of a message to a retry topic to the dead letters if need be; false when it is refused.
    /// </summary>
    public bool TryRoute(in IncomingSend send, ref SendRoute route, out Reply refusal)
    {
        refusal = default;
        RetryTopics.TryGetGroup(route.Topic.Name, out ReadOnlySpan<char> groupName);
        string group = groupName.ToString();
        if (!groups.TryGetOrCreate(group, out SubscriptionGroupConfig? config))
        {
            refusal = replies.Refuse(
                send, ResponseCode.SubscriptionGroupNotExist, "subscription group not exist, " + group + Faq.SeeAlso);
            return false;
        }

        int most = config.RetryMaxTimes;
        if (send.SenderVersion >= FirstVersionWithMaximum) most = send.Request.MaxReconsumeTimes ?? most;
        if (send.Request.ReconsumeTimes <= most && !locks.IsAnyLocked(group)) return true;

        string name = RetryTopics.DeadLetterOf(group);
        bool isNew = !topics.Contains(name);
        if (topics.GetOrCreate(name, DeadLetterQueues) is { } deadLetters)
        {
            route = route with { Topic = deadLetters, StoredQueueId = 0, IsDeadLetter = true, IsNewTopic = isNew };
            return true;
        }

        refusal = replies.Refuse(
            send, ResponseCode.SystemError, $"topic {name} cannot be created: this broker takes no more topics");
        return false;
    }
}
