using System.IO.Pipelines;
using System.Text;
using Ariane.NameServer.Brokers;
using Ariane.NameServer.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.NameServer.Tests;

/// <summary>A route table without a server around it, and short words for what brokers tell it.</summary>
internal sealed class TestTables
{
    public const string Cluster = "C";

    public TestTables(RouteLimits? limits = null)
    {
        Live = new LiveBrokers(Time);
        Routes = new RouteTable(Live, limits ?? new RouteLimits());
        Connection = NewConnection();
    }

    public ManualTime Time { get; } = new();

    public LiveBrokers Live { get; }

    public RouteTable Routes { get; }

    public RemotingConnection Connection { get; }

    public RemotingConnection NewConnection() => new(
        new IdlePipe(), null, null, RequestTable.Empty, new RemotingOptions(), Time, NullLogger.Instance);

    public static DataVersion Version(long counter, long state = 0) => new(state, 1_700_000_000_000, counter);

    public static TopicConfig Topic(string name, int queues = 4, int perm = 6, int sysFlag = 0) => new(name)
    {
        ReadQueueNums = queues,
        WriteQueueNums = queues,
        Perm = (TopicPermission)perm,
        TopicSysFlag = sysFlag,
    };

    public static RegisterBrokerRequest Header(string broker, long id, string address, bool? acting = false) =>
        new(broker, address, Cluster, HaOf(address), id, EnableActingMaster: acting);

    public static string HaOf(string address) => address + "/ha";

    public static TopicConfigTable Table(DataVersion version, params TopicConfig[] topics) => new()
    {
        DataVersion = version,
        Topics = topics.ToDictionary(topic => topic.TopicName),
    };

    public RegistrationOutcome Register(
        RegisterBrokerRequest header,
        TopicConfigTable table,
        RemotingConnection? connection = null,
        bool deleteAbsentTopics = false,
        IReadOnlyList<string>? filterServers = null,
        RegistrationDigest? digest = null) => Routes.Register(
            new BrokerRegistration(
                header, new RegistrationContent(table, filterServers), digest ?? default, connection ?? Connection),
            deleteAbsentTopics);

    /// <summary>Registers a master with the topics A and B.</summary>
    public RegistrationOutcome RegisterMaster(
        string broker = "b", string address = "b:1", long counter = 1, long state = 0, bool? acting = false) =>
        Register(Header(broker, 0, address, acting), Table(Version(counter, state), Topic("A"), Topic("B")));

    public RegistrationOutcome RegisterSlave(
        string broker = "b", long id = 1, string address = "b:2", long counter = 1, long state = 0,
        bool? acting = false) =>
        Register(Header(broker, id, address, acting), Table(Version(counter, state), Topic("A"), Topic("B")));

    public IReadOnlyList<MinBrokerIdChange> Unregister(string broker, long id, string address) =>
        Routes.Unregister([new Unregistration(new BrokerKey(Cluster, address), broker, id)]);

    public TopicRoute? Route(string topic, string? orderTopicConf = null)
    {
        if (!Routes.TryGetRoute(topic, quotedIds: true, orderTopicConf, out var body)) return null;
        Assert.True(TopicRoute.TryParse(body.Span, out var route, out string? error), error);
        return route;
    }

    public QueueData? Queues(string topic, string broker = "b") =>
        Route(topic)?.Queues.SingleOrDefault(queues => queues.BrokerName == broker);

    public BrokerData? Broker(string broker = "b") => Info().Brokers.GetValueOrDefault(broker);

    public ClusterInfo Info()
    {
        var body = Routes.GetClusterInfo();
        Assert.True(ClusterInfo.TryParse(body.Span, out var info, out string? error), error);
        return info;
    }

    public string Text(string topic, bool quotedIds)
    {
        Assert.True(Routes.TryGetRoute(topic, quotedIds, null, out var body));
        return Encoding.UTF8.GetString(body.Span);
    }

    /// <summary>A transport nobody uses.</summary>
    private sealed class IdlePipe : IDuplexPipe
    {
        private readonly Pipe _pipe = new();

        public PipeReader Input => _pipe.Reader;

        public PipeWriter Output => _pipe.Writer;
    }
}
