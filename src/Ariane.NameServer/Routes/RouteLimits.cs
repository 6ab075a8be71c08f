namespace Ariane.NameServer.Routes;

/// <summary>How much brokers, or who passes for one, can make the route table hold. Immutable.</summary>
/// <remarks>Upstream has no such limits. They are far above any real cluster's need.</remarks>
internal sealed record RouteLimits
{
    /// <summary>Characters of a broker's, cluster's or topic's name, of an address and of a zone.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Filter servers of one broker.</summary>
    public const int MaxFilterServers = 64;

    /// <summary>Broker names, live broker processes and clusters, each.</summary>
    public int MaxBrokers { get; init; } = 10_000;

    /// <summary>Processes of one broker name: a master and its replicas.</summary>
    public int MaxGroupMembers { get; init; } = 100;

    /// <summary>Pairs of a topic and a broker that has it.</summary>
    public int MaxTopicEntries { get; init; } = 1_000_000;

    /// <summary>Queues of static topics that are mapped to brokers.</summary>
    public int MaxMappedQueues { get; init; } = 1_000_000;
}
