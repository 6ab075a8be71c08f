using System.Net;
using Ariane.Broker.Clients;
using Ariane.Broker.Groups;
using Ariane.Broker.Offsets;
using Ariane.Broker.Pulling;
using Ariane.Broker.Registration;
using Ariane.Broker.Sending;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Storage;

namespace Ariane.Broker;

/// <summary>
/// Settings of one broker. Names in parentheses are upstream's keys; defaults are upstream's unless said otherwise.
/// </summary>
/// <remarks>Source: common/.../common/BrokerConfig.java. Read once, when the broker opens.</remarks>
public sealed record BrokerOptions
{
    /// <summary>brokerName: replicas share it, masters of one cluster do not.</summary>
    public string BrokerName { get; init; } = "DEFAULT_BROKER";

    /// <summary>brokerClusterName.</summary>
    public string ClusterName { get; init; } = "DefaultCluster";

    /// <summary>brokerId: 0 is the master.</summary>
    public long BrokerId { get; init; }

    /// <summary>brokerIP1: the address clients connect to; part of message ids and of every stored record.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>listenPort: the port clients connect to.</summary>
    public int Port { get; init; } = 10911;

    /// <summary>haListenPort: where slaves fetch the log; <see cref="Port"/> + 1 when null.</summary>
    public int? HaPort { get; init; }

    /// <summary>
    /// brokerPermission: what the broker as a whole allows; also limits what it announces of its topics.
    /// </summary>
    public TopicPermission Permission { get; init; } = TopicPermission.Read | TopicPermission.Write;

    public StoreOptions Store { get; init; } = new() { RootDirectory = "store" };

    public TopicOptions Topics { get; init; } = new();

    public GroupOptions Groups { get; init; } = new();

    public SendOptions Sending { get; init; } = new();

    public PullOptions Pulling { get; init; } = new();

    public ClientOptions Clients { get; init; } = new();

    public OffsetOptions Offsets { get; init; } = new();

    public RegistrationOptions Registration { get; init; } = new();

    /// <summary>What the broker is called by others: <c>address:port</c>.</summary>
    internal string AdvertisedAddress => new IPEndPoint(Address, Port).ToString();
}
