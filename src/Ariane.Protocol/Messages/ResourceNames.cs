using System.Buffers;
using System.Collections.Frozen;

namespace Ariane.Protocol.Messages;

/// <summary>The rules for names of topics and groups, and the names that mean something.</summary>
/// <remarks>
/// Source: common/.../common/topic/TopicValidator.java, .../common/MixAll.java, .../common/KeyBuilder.java.
/// </remarks>
public static class ResourceNames
{
    public const int MaxTopicLength = 127;
    public const int MaxGroupLength = 255;

    /// <summary>What the store accepts for a retry topic: its group may be as long as a group can be.</summary>
    public const int MaxRetryTopicBytes = 255;

    public const string RetryPrefix = "%RETRY%";
    public const string DeadLetterPrefix = "%DLQ%";
    public const string LightQueuePrefix = "%LMQ%";
    public const string SystemTopicPrefix = "rmq_sys_";
    public const string SystemGroupPrefix = "CID_RMQ_SYS_";

    /// <summary>The topic after whose model others are created.</summary>
    public const string AutoCreateTopic = "TBW102";

    /// <summary>Where messages with a delay level wait.</summary>
    public const string ScheduleTopic = "SCHEDULE_TOPIC_XXXX";

    public const string BenchmarkTopic = "BenchmarkTest";
    public const string HalfTopic = "RMQ_SYS_TRANS_HALF_TOPIC";
    public const string OpTopic = "RMQ_SYS_TRANS_OP_HALF_TOPIC";
    public const string TraceTopic = "RMQ_SYS_TRACE_TOPIC";
    public const string TransactionCheckMaxTimeTopic = "TRANS_CHECK_MAX_TIME_TOPIC";
    public const string SelfTestTopic = "SELF_TEST_TOPIC";
    public const string OffsetMovedEventTopic = "OFFSET_MOVED_EVENT";
    public const string CheckPointTopic = "CHECKPOINT_TOPIC";
    public const string TimerTopic = "rmq_sys_wheel_timer";
    public const string ReviveTopicPrefix = "rmq_sys_REVIVE_LOG_";
    public const string SyncMemberTopicPrefix = "rmq_sys_SYNC_BROKER_MEMBER_";
    public const string ReplyTopicSuffix = "_REPLY_TOPIC";

    public const string TransactionGroup = "CID_RMQ_SYS_TRANS";
    public const string ReviveGroup = "CID_RMQ_SYS_REVIVE_GROUP";

    private const string IllegalCharactersEnd = "contains illegal characters, allowing only ^[%|a-zA-Z0-9_-]+$";

    private static readonly SearchValues<char> Legal =
        SearchValues.Create("%|-_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly FrozenSet<string> SystemTopics = FrozenSet.Create(
        StringComparer.Ordinal,
        AutoCreateTopic,
        ScheduleTopic,
        BenchmarkTopic,
        HalfTopic,
        TraceTopic,
        OpTopic,
        TransactionCheckMaxTimeTopic,
        SelfTestTopic,
        OffsetMovedEventTopic,
        CheckPointTopic);

    private static readonly FrozenSet<string> NotForClients = FrozenSet.Create(
        StringComparer.Ordinal,
        ScheduleTopic,
        HalfTopic,
        OpTopic,
        TransactionCheckMaxTimeTopic,
        SelfTestTopic,
        OffsetMovedEventTopic);

    /// <summary>Says what is wrong with a topic name, in upstream's words; null if nothing is.</summary>
    public static string? FindTopicFault(string? topic)
    {
        if (string.IsNullOrWhiteSpace(topic)) return "The specified topic is blank.";
        if (topic.AsSpan().ContainsAnyExcept(Legal)) return "The specified topic " + IllegalCharactersEnd;
        return topic.Length > MaxTopicLength ? "The specified topic is longer than topic max length." : null;
    }

    /// <summary>Says what is wrong with a group name; null if nothing is.</summary>
    public static string? FindGroupFault(string? group)
    {
        if (string.IsNullOrWhiteSpace(group)) return "The specified group is blank.";
        if (group.AsSpan().ContainsAnyExcept(Legal)) return "The specified group " + IllegalCharactersEnd;
        return group.Length > MaxGroupLength ? "The specified group is longer than group max length 255." : null;
    }

    /// <summary>
    /// Is the topic one of the system's own? A broker's cluster and broker name topics are not known here.
    /// </summary>
    public static bool IsSystemTopic(string topic) =>
        SystemTopics.Contains(topic) || topic.StartsWith(SystemTopicPrefix, StringComparison.Ordinal);

    /// <summary>Must clients not send to the topic? Not all system topics are closed to them.</summary>
    public static bool IsClosedToClients(string topic) => NotForClients.Contains(topic);

    public static bool IsSystemGroup(string group) => group.StartsWith(SystemGroupPrefix, StringComparison.Ordinal);
}
