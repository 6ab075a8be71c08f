using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Sending;

/// <summary>
/// Decides whether a send is taken at all, and to which queue of which topic it goes. Called concurrently.
/// </summary>
/// <remarks>
/// The order of checks is part of the contract: producers act on the codes. Source:
/// broker/.../broker/processor/AbstractSendMessageProcessor.java (preSend, msgCheck).
/// </remarks>
internal sealed class SendAdmission(
    BrokerOptions options,
    TopicTable topics,
    TopicCreation creation,
    MessageStore store,
    SendReplies replies,
    TimeProvider time)
{
    private readonly bool _isWritable = (options.Permission & TopicPermission.Write) != 0;

    /// <summary>False when the send was refused.</summary>
    public bool TryAdmit(in IncomingSend send, out SendRoute route, out Reply refusal)
    {
        route = default;
        refusal = default;
        return TryBegin(send, out refusal)
            && TryFindTopic(send, out Topic? topic, out bool isNew, out refusal)
            && TryChooseQueue(send, topic!, isNew, out route, out refusal);
    }

    private bool TryBegin(in IncomingSend send, out Reply refusal)
    {
        refusal = default;
        if (store.IsBusy)
        {
            refusal = replies.Refuse(
                send,
                ResponseCode.SystemBusy,
                "[PCBUSY_CLEAN_QUEUE]broker busy, start flow control for a while, the disk is slow right now");
            return false;
        }

        if (options.Sending.AcceptFrom is not { } start || time.GetUtcNow() >= start) return true;
        refusal = replies.Refuse(send, ResponseCode.SystemError, $"broker unable to service, until {start:u}");
        return false;
    }

    private bool TryFindTopic(in IncomingSend send, out Topic? topic, out bool isNew, out Reply refusal)
    {
        isNew = false;
        refusal = default;
        string name = send.Request.Topic;
        bool isKnown = topics.TryGet(name, out topic);

        // As upstream, a broker without write permission refuses ordered topics alone: of the others producers learn
        // from the route and go elsewhere.
        if (!_isWritable && isKnown && topic!.Config.Order)
        {
            refusal = replies.Refuse(
                send, ResponseCode.NoPermission, $"the broker[{options.Address}] sending message is forbidden");
            return false;
        }

        if (CheckName(name, topic) is var (code, remark))
        {
            refusal = replies.Refuse(send, code, remark);
            return false;
        }

        if (isKnown) return true;
        isNew = true;
        topic = creation.GetOrCreate(
            name, send.Request.DefaultTopic, send.Request.DefaultTopicQueueNums, send.Request.UnitMode);
        if (topic is not null) return true;

        refusal = replies.Refuse(
            send, ResponseCode.TopicNotExist, $"topic[{name}] not exist, apply first please!" + Faq.SeeAlso);
        return false;
    }

    private static (ResponseCode Code, string Remark)? CheckName(string name, Topic? topic)
    {
        string? fault = topic is null ? ResourceNames.FindTopicFault(name) : topic.NameFault;
        if (fault is not null) return (ResponseCode.InvalidParameter, fault);
        bool isClosed = topic?.IsClosedToClients ?? ResourceNames.IsClosedToClients(name);
        return isClosed ? (ResponseCode.NoPermission, $"Sending message to topic[{name}] is forbidden.") : null;
    }

    private bool TryChooseQueue(in IncomingSend send, Topic topic, bool isNew, out SendRoute route, out Reply refusal)
    {
        refusal = default;
        int wanted = send.Request.QueueId;
        int writeQueues = topic.Config.WriteQueueNums;
        if (wanted < topic.QueueCount && (wanted >= 0 || writeQueues > 0))
        {
            int queueId = wanted >= 0 ? wanted : Random.Shared.Next(writeQueues);
            route = new SendRoute(topic, queueId, queueId, IsNewTopic: isNew);
            return true;
        }

        route = default;
        refusal = replies.Refuse(
            send,
            ResponseCode.InvalidParameter,
            $"request queueId[{wanted}] is illegal, topic[{topic.Name}] has {writeQueues} write and "
            + $"{topic.Config.ReadQueueNums} read queues. Producer: {send.Sender}");
        return false;
    }
}
