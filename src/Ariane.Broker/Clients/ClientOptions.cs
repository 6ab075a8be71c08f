namespace Ariane.Broker.Clients;

/// <summary>Settings of connected clients. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record ClientOptions
{
    /// <summary>channelExpiredTimeout: a client that sends no heartbeat for so long is disconnected.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How often that is checked. Upstream: ClientHousekeepingService.</summary>
    public TimeSpan ExpiryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>notifyConsumerIdsChangedEnable: tells the members of a group at once when it changes.</summary>
    public bool NotifyConsumerIdsChanged { get; init; } = true;

    /// <summary>rebalance.lockMaxLiveTime: a queue lock that is not renewed for so long is free again.</summary>
    public TimeSpan QueueLockTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Most groups, producers' and consumers', that one connection may announce. No upstream key.</summary>
    public int MaxGroupsPerConnection { get; init; } = 10_000;

    /// <summary>
    /// Most characters of all that one connection's heartbeats leave here: names, expressions and tags.
    /// No upstream key.
    /// </summary>
    public int MaxCharactersPerConnection { get; init; } = 4 * 1024 * 1024;

    /// <summary>Most queue locks held on this broker. No upstream key.</summary>
    public int MaxQueueLocks { get; init; } = 1_000_000;

    /// <summary>Most groups that hold queue locks on this broker. No upstream key.</summary>
    public int MaxLockingGroups { get; init; } = 200_000;

    /// <summary>
    /// Most characters of all queue locks: each counts its group, client, topic and broker. No upstream key.
    /// </summary>
    /// <remarks>Locks are granted, as upstream, whether or not the topic exists, so that names are anyone's.</remarks>
    public long MaxQueueLockCharacters { get; init; } = 64 * 1024 * 1024;
}
