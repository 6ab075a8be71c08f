namespace Ariane.Broker.Groups;

/// <summary>Settings of consumer groups. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record GroupOptions
{
    /// <summary>autoCreateSubscriptionGroup: a group comes into being when it is first used.</summary>
    public bool AutoCreate { get; init; } = true;

    /// <summary>enableCreateSysGroup: groups of the prefix <c>CID_RMQ_SYS_</c> come into being in any case.</summary>
    public bool AutoCreateSystemGroups { get; init; } = true;

    /// <summary>Most groups this broker holds. No upstream key.</summary>
    public int MaxGroups { get; init; } = 200_000;
}
