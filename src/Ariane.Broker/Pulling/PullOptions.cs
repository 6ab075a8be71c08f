namespace Ariane.Broker.Pulling;

/// <summary>Settings of pulling. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record PullOptions
{
    /// <summary>litePullMessageEnable: answers LITE_PULL_MESSAGE.</summary>
    public bool LitePull { get; init; } = true;

    /// <summary>longPollingEnable: a pull that finds nothing waits for a message as long as its sender said.</summary>
    public bool LongPolling { get; init; } = true;

    /// <summary>shortPollingTimeMills: how long it waits otherwise.</summary>
    public TimeSpan ShortPollingTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>slaveReadEnable: sends readers that are far behind to a slave.</summary>
    public bool SlaveRead { get; init; }

    /// <summary>Most pulls that wait at once; above it a pull is answered immediately. No upstream key.</summary>
    public int MaxParkedPulls { get; init; } = 100_000;

    /// <summary>Longest wait, whatever the sender said; at most two minutes. No upstream key.</summary>
    public TimeSpan MaxHoldTime { get; init; } = TimeSpan.FromMinutes(2);
}
