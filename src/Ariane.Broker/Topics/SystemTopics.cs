using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Topics;

/// <summary>
/// The topics that exist because the broker does. Source: broker/.../broker/topic/TopicConfigManager.java.
/// </summary>
internal static class SystemTopics
{
    public const TopicPermission ReadWrite = TopicPermission.Read | TopicPermission.Write;

    private const TopicPermission Open = ReadWrite | TopicPermission.Inherit;
    private const int ScheduleQueues = 18;
    private const int BenchmarkQueues = 1024;
    private const int ClusterQueues = 16;

    /// <summary>They exist from the start; what <c>topics.json</c> says of them takes precedence.</summary>
    public static IEnumerable<TopicConfig> Of(string cluster, string broker, TopicOptions options)
    {
        yield return Topic(ResourceNames.SelfTestTopic, 1);
        if (options.AutoCreate) yield return Topic(ResourceNames.AutoCreateTopic, options.DefaultQueueNums, Open);
        yield return Topic(ResourceNames.BenchmarkTopic, BenchmarkQueues);
        yield return Topic(cluster, ClusterQueues, options.ClusterTopic ? Open : TopicPermission.Inherit);
        yield return Topic(broker, 1, options.BrokerTopic ? Open : TopicPermission.Inherit);
        yield return Topic(ResourceNames.OffsetMovedEventTopic, 1);
        yield return Topic(ResourceNames.ScheduleTopic, ScheduleQueues);
        if (options.TraceTopic) yield return Topic(options.TraceTopicName, 1);
        yield return Topic(cluster + ResourceNames.ReplyTopicSuffix, 1);
        yield return Topic(ResourceNames.ReviveTopicPrefix + cluster, options.ReviveQueueNums);
        yield return Topic(ResourceNames.SyncMemberTopicPrefix + broker, 1, TopicPermission.Inherit);
        yield return Topic(ResourceNames.HalfTopic, 1);
        yield return Topic(ResourceNames.OpTopic, 1);
        yield return Topic(ResourceNames.TimerTopic, 1);
    }

    private static TopicConfig Topic(string name, int queues, TopicPermission permission = ReadWrite) =>
        new(name) { ReadQueueNums = queues, WriteQueueNums = queues, Perm = permission };
}
