using Ariane.Broker.Clients;
using Ariane.Broker.Persistence;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>GET_CONSUME_STATS: how far a group is in its queues. Called concurrently, from any connection.</summary>
/// <remarks>
/// Unknown topics are left out, never refused. What clients have pulled but not consumed is not counted, so the pull
/// offset is the consumer's. Source: broker/.../broker/processor/AdminBrokerProcessor.java (getConsumeStats).
/// </remarks>
internal sealed class GetConsumeStatsHandler(
    string brokerName, TopicTable topics, ConsumerGroups consumers, ConsumerOffsets offsets, MessageStore store)
    : IRequestHandler<GetConsumeStatsRequest>
{
    // Far above any group's; without a limit one request could keep a processor busy for hours.
    private const int MaxQueues = 200_000;

    public ValueTask<Reply> HandleAsync(GetConsumeStatsRequest request, RequestContext context)
    {
        var queues = new Dictionary<MessageQueue, QueueProgress>();
        foreach (string name in FindTopics(request).Distinct(StringComparer.Ordinal))
        {
            if (!topics.TryGet(name, out Topic? topic)) continue;
            if (topic.Config.ReadQueueNums > MaxQueues - queues.Count)
            {
                return new(Reply.Error(
                    ResponseCode.SystemError, $"the topics have more than {MaxQueues} queues; ask for fewer topics"));
            }

            for (int queueId = 0; queueId < topic.Config.ReadQueueNums; queueId++)
            {
                queues[new MessageQueue(name, brokerName, queueId)] = Measure(name, request.ConsumerGroup, queueId);
            }
        }

        return new(Reply.Ok.WithBody(new ConsumeStats(queues).ToBytes()));
    }

    private IEnumerable<string> FindTopics(GetConsumeStatsRequest request)
    {
        if (!string.IsNullOrWhiteSpace(request.TopicList))
            return request.TopicList.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        IEnumerable<string> asked = string.IsNullOrWhiteSpace(request.Topic)
            ? offsets.FindTopics(request.ConsumerGroup)
            : [request.Topic];

        // What a group that is online no longer subscribes to is of no interest, though it still has an offset.
        return consumers.TryGet(request.ConsumerGroup, out ConsumerGroup? group) && group.Subscriptions.Count > 0
            ? asked.Where(group.Subscriptions.ContainsKey)
            : asked;
    }

    private QueueProgress Measure(string topic, string group, int queueId)
    {
        long end = Math.Max(0, store.GetMaxOffset(topic, queueId));
        long consumed = offsets.TryGet(topic, group, queueId, out long offset) ? Math.Max(0, offset) : 0;
        long lastTimestamp = consumed > 0 ? Math.Max(0, store.GetStoreTime(topic, queueId, consumed - 1)) : 0;
        return new QueueProgress(end, consumed, consumed, lastTimestamp);
    }
}
