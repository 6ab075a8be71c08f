using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.NameServer.Brokers;

/// <summary>One registration of one broker: what it said in header and body, and over which connection.</summary>
/// <param name="Digest">Of the body.</param>
internal sealed record BrokerRegistration(
    RegisterBrokerRequest Header, RegistrationContent Content, RegistrationDigest Digest, RemotingConnection Connection)
{
    /// <summary>How long a broker that names no timeout may be silent.</summary>
    /// <remarks>
    /// Source: namesrv/.../namesrv/routeinfo/RouteInfoManager.java, DEFAULT_BROKER_CHANNEL_EXPIRED_TIME.
    /// </remarks>
    public static readonly TimeSpan DefaultHeartbeatTimeout = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestHeartbeatTimeout = TimeSpan.FromDays(365);

    public BrokerKey Key { get; } = new(Header.ClusterName, Header.BrokerAddr);

    public bool IsMaster => Header.BrokerId == 0;

    /// <summary>Brokers before 5.0 do not know of acting masters and never stand in for one.</summary>
    public bool IsBefore5 => Header.EnableActingMaster is null;

    /// <summary>How long the broker may be silent, as it says itself.</summary>
    public static TimeSpan TimeoutOf(RegisterBrokerRequest header) => header.HeartbeatTimeoutMillis is { } millis
        ? TimeSpan.FromMilliseconds(Math.Clamp(millis, 0, LongestHeartbeatTimeout.TotalMilliseconds))
        : DefaultHeartbeatTimeout;
}

/// <summary>The body of a registration, whichever of its three forms it came in.</summary>
/// <param name="FilterServers">Null when the form has none: what is known of them stays.</param>
internal sealed record RegistrationContent(TopicConfigTable Topics, IReadOnlyList<string>? FilterServers)
{
    /// <summary>What a registration without a body says: no topics, version zero.</summary>
    public static readonly RegistrationContent Empty = new(new TopicConfigTable(), []);
}

/// <summary>How a registration ended.</summary>
internal enum RegistrationStatus
{
    Accepted,

    /// <summary>
    /// A process with a newer state holds the same id. The broker is told of success: fail-over relies on it.
    /// </summary>
    Superseded,

    /// <summary>A single topic came before the broker's first full registration.</summary>
    Incomplete,

    /// <summary>A table has no room for it; nothing has changed.</summary>
    Refused,
}

/// <summary>What a registration changed.</summary>
/// <param name="IsNew">The broker was not live before under this address.</param>
/// <param name="Master">The master of a slave, when it is live.</param>
/// <param name="MinBrokerIdChange">Set when the broker's group has a lower minimum id than before.</param>
/// <param name="Refusal">Which table is full, when the registration was refused.</param>
internal readonly record struct RegistrationOutcome(
    RegistrationStatus Status,
    bool IsNew = false,
    LiveBroker? Master = null,
    MinBrokerIdChange? MinBrokerIdChange = null,
    string? Refusal = null);
