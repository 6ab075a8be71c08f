namespace Ariane.Broker.Offsets;

/// <summary>Settings of consumer offsets. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record OffsetOptions
{
    /// <summary>flushConsumerOffsetInterval: how often changed offsets are written to disk.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most offsets, one for each queue and group, that are kept. No upstream key.</summary>
    public int MaxOffsets { get; init; } = 5_000_000;

    /// <summary>consumerOffsetUpdateVersionStep: commits between two versions of the table.</summary>
    public int VersionStep { get; init; } = 500;
}
