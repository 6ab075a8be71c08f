namespace Ariane.Broker.Topics;

/// <summary>Settings of topics. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record TopicOptions
{
    /// <summary>autoCreateTopicEnable: a send may create its topic after the model of TBW102.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>defaultTopicQueueNums: queues of TBW102, the most an automatically created topic gets.</summary>
    public int DefaultQueueNums { get; init; } = 8;

    /// <summary>clusterTopicEnable: a topic named like the cluster, open to all.</summary>
    public bool ClusterTopic { get; init; } = true;

    /// <summary>brokerTopicEnable: a topic named like the broker, open to all.</summary>
    public bool BrokerTopic { get; init; } = true;

    /// <summary>traceTopicEnable.</summary>
    public bool TraceTopic { get; init; }

    /// <summary>msgTraceTopicName.</summary>
    public string TraceTopicName { get; init; } = "RMQ_SYS_TRACE_TOPIC";

    /// <summary>reviveQueueNum: queues of the topic that POP keeps its check points in.</summary>
    public int ReviveQueueNums { get; init; } = 8;

    /// <summary>validateSystemTopicWhenUpdateTopic: system topics cannot be changed or deleted.</summary>
    public bool ProtectSystemTopics { get; init; } = true;

    /// <summary>enableMixedMessageType: allows topics of the type MIXED.</summary>
    public bool MixedMessageType { get; init; }

    /// <summary>Most topics this broker holds, created by operators, sends and heartbeats. No upstream key.</summary>
    public int MaxTopics { get; init; } = 200_000;

    /// <summary>Most read or write queues of one topic. No upstream key.</summary>
    public int MaxQueuesPerTopic { get; init; } = 65_536;
}
