using System.Collections.Concurrent;
using Ariane.Protocol.Bodies;
using Ariane.Remoting.Transports;

namespace Ariane.Client.Tests.Fakes;

/// <summary>Name servers and brokers of one process, and clients connected to them, all in manual time.</summary>
internal sealed class FakeCluster : IAsyncDisposable
{
    public const string Topic = "Orders";
    public const string Group = "shop";

    private readonly LoopbackNetwork _network;
    private readonly ConcurrentDictionary<string, TopicRoute> _routes = new();
    private readonly List<ArianeClient> _clients = [];

    /// <param name="brokers">How many masters there are: broker-0 and so on.</param>
    /// <param name="nameServers">How many name servers there are.</param>
    /// <param name="supportsSendBack">Do the brokers know how to take messages back?</param>
    public FakeCluster(int brokers = 1, int nameServers = 1, bool supportsSendBack = true)
    {
        _network = new LoopbackNetwork(Time);
        Brokers =
        [
            .. Enumerable.Range(0, brokers).Select(
                index => new FakeBroker(_network, $"broker-{index}", $"broker-{index}:10911", supportsSendBack)),
        ];
        var cluster = new ClusterInfo { Brokers = Brokers.ToDictionary(broker => broker.Name, DataOf) };
        NameServers =
        [
            .. Enumerable.Range(0, nameServers)
                .Select(index => new FakeNameServer(_network, $"names-{index}:9876", _routes, cluster)),
        ];
    }

    public ManualTime Time { get; } = new();

    public IConnector Network => _network;

    public FakeBroker[] Brokers { get; }

    public FakeNameServer[] NameServers { get; }

    public FakeBroker Broker => Brokers[0];

    /// <summary>Makes a topic known: with so many queues on each broker.</summary>
    public FakeCluster WithTopic(
        int queues = 4, string topic = Topic, TopicPermission permission = TopicPermission.Read | TopicPermission.Write)
    {
        _routes[topic] = new TopicRoute
        {
            Brokers = [.. Brokers.Select(DataOf)],
            Queues = [.. Brokers.Select(broker => new QueueData(broker.Name, queues, queues, permission, 0))],
        };
        return this;
    }

    public void SetRoute(string topic, TopicRoute route) => _routes[topic] = route;

    /// <summary>A client with its own id, disposed with the cluster.</summary>
    public ArianeClient Connect(string instance = "one", IConnector? connector = null)
    {
        var options = new ArianeClientOptions
        {
            NameServers = [.. NameServers.Select(server => server.Address)],
            ClientAddress = "10.0.0.1",
            InstanceName = instance,
        };
        var client = new ArianeClient(options, connector: connector ?? _network, time: Time);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ArianeClient client in _clients) await client.DisposeAsync();
        foreach (FakeBroker broker in Brokers) await broker.DisposeAsync();
        foreach (FakeNameServer server in NameServers) await server.DisposeAsync();
    }

    public static BrokerData DataOf(FakeBroker broker) => new("DefaultCluster", broker.Name)
    {
        Addresses = new SortedDictionary<long, string> { [0] = broker.Address },
    };
}
