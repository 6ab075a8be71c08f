using Ariane.Protocol.Bodies;
using Ariane.Remoting.Connections;

namespace Ariane.NameServer.Brokers;

/// <summary>A registered broker process, as its last registration described it.</summary>
/// <remarks>Immutable but for when it was last heard of, which any thread may renew without a lock.</remarks>
internal sealed class LiveBroker(
    BrokerKey key, string brokerName, long brokerId, RemotingConnection connection, long heardAt)
{
    private long _heardAt = heardAt;

    public BrokerKey Key { get; } = key;

    public string BrokerName { get; } = brokerName;

    public long BrokerId { get; } = brokerId;

    /// <summary>The connection of the last registration: its end is the broker's end.</summary>
    public RemotingConnection Connection { get; } = connection;

    /// <summary>How long the broker may be silent.</summary>
    public required TimeSpan HeartbeatTimeout { get; init; }

    public required DataVersion DataVersion { get; init; }

    /// <summary>Of the last registration's body.</summary>
    public required RegistrationDigest Digest { get; init; }

    public required string? HaServerAddr { get; init; }

    /// <summary>When the broker was last heard of, a timestamp of the time provider.</summary>
    public long HeardAt => Volatile.Read(ref _heardAt);

    public void Renew(long timestamp) => Volatile.Write(ref _heardAt, timestamp);
}
