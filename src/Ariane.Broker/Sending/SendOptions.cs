namespace Ariane.Broker.Sending;

/// <summary>Settings of sending. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record SendOptions
{
    /// <summary>regionId: stored with every message and told to every producer.</summary>
    public string Region { get; init; } = "DefaultRegion";

    /// <summary>traceOn: false makes clients stop tracing the messages of this broker.</summary>
    public bool TraceOn { get; init; } = true;

    /// <summary>startAcceptSendRequestTimeStamp: sends are refused before this time; null accepts at once.</summary>
    public DateTimeOffset? AcceptFrom { get; init; }

    /// <summary>rejectTransactionMessage.</summary>
    public bool RejectTransactions { get; init; }

    /// <summary>
    /// Most bytes of messages that wait until the topics they brought into being are on disk. No upstream key.
    /// </summary>
    public long MaxNewTopicBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most messages in one batch. No upstream key: there, only the size of a batch is limited.</summary>
    public int MaxBatchMessages { get; init; } = 65_536;
}
