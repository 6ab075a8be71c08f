using Ariane.Broker.Registration;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Registration;

public sealed class RegistrationTests
{
    private const string First = "ns1:9876";
    private const string Second = "ns2:9876";

    [Fact]
    public async Task Start_AllNameServers_LearnAllTopics()
    {
        FakeNameServer first = new(), second = new();
        await using BrokerHost host = await StartAsync((First, first), (Second, second));
        await Eventually.IsTrueAsync(() => first.Registrations.Count == 1 && second.Registrations.Count == 1);

        (RegisterBrokerRequest header, RegisterBrokerBody body) = second.Registrations[0];
        Assert.Equal(
            ("broker-a", "127.0.0.2:20911", "DefaultCluster", "127.0.0.2:20912", 0L, false, false),
            (header.BrokerName, header.BrokerAddr, header.ClusterName, header.HaServerAddr, header.BrokerId,
                header.EnableActingMaster!.Value, header.Compressed));
        Assert.Equal(
            [
                "BenchmarkTest 1024 ReadWrite", "DefaultCluster 16 All", "DefaultCluster_REPLY_TOPIC 1 ReadWrite",
                "OFFSET_MOVED_EVENT 1 ReadWrite", "RMQ_SYS_TRANS_HALF_TOPIC 1 ReadWrite",
                "RMQ_SYS_TRANS_OP_HALF_TOPIC 1 ReadWrite", "SCHEDULE_TOPIC_XXXX 18 ReadWrite",
                "SELF_TEST_TOPIC 1 ReadWrite", "TBW102 8 All", "broker-a 1 All",
                "rmq_sys_REVIVE_LOG_DefaultCluster 8 ReadWrite",
                "rmq_sys_SYNC_BROKER_MEMBER_broker-a 1 Inherit", "rmq_sys_wheel_timer 1 ReadWrite",
            ],
            body.TopicConfigs.Topics.Values.Select(Describe).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CreateTopic_IsAnswered_NameServersKnowIt()
    {
        var server = new FakeNameServer();
        await using BrokerHost host = await StartAsync((First, server));
        await Eventually.IsTrueAsync(() => server.Registrations.Count == 1);
        await (await host.ConnectAsync()).CreateTopicAsync("T");

        Assert.Equal(2, server.Registrations.Count);
        Assert.Equal(["T"], server.Registrations[1].Body.TopicConfigs.Topics.Keys);
        Assert.Equal(1, server.Registrations[1].Body.TopicConfigs.DataVersion.Counter);
    }

    [Fact]
    public async Task Send_NewTopic_NameServersLearnOfIt()
    {
        var server = new FakeNameServer();
        await using BrokerHost host = await StartAsync((First, server));
        await Eventually.IsTrueAsync(() => server.Registrations.Count == 1);
        await (await host.ConnectAsync()).SendAsync("New", "x");

        await Eventually.IsTrueAsync(() => server.Registrations.Count == 2);
        Assert.Equal(["New"], server.Registrations[1].Body.TopicConfigs.Topics.Keys);
    }

    [Fact]
    public async Task Period_Passes_AllTopicsAreToldAgain()
    {
        var server = new FakeNameServer();
        await using BrokerHost host = await StartAsync((First, server));
        await Eventually.IsTrueAsync(() => server.Registrations.Count == 1);
        int all = server.Registrations[0].Body.TopicConfigs.Topics.Count;

        await Eventually.IsTrueAsync(() =>
        {
            // What changed at the start may be told by itself in between.
            host.Time.Advance(TimeSpan.FromSeconds(1));
            return server.Registrations.Skip(1).Any(later => later.Body.TopicConfigs.Topics.Count == all);
        });
    }

    [Fact]
    public async Task Start_NameServerRefusesOrIsDown_IsTriedAgainSoon()
    {
        FakeNameServer refusing = new() { Refusals = 1 }, late = new();
        await using BrokerHost host = await StartAsync((First, refusing));
        await using IAsyncDisposable serving = late.Serve(host.Network, Second);

        await Eventually.IsTrueAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
            return refusing.Registrations.Count > 0 && late.Registrations.Count > 0;
        });
        Assert.True(late.Registrations[0].Body.TopicConfigs.Topics.Count > 10);
    }

    [Fact]
    public async Task Connection_Breaks_AllTopicsAreToldAgain()
    {
        var server = new FakeNameServer();
        await using BrokerHost host = await StartAsync((Second, new FakeNameServer()));
        IAsyncDisposable serving = server.Serve(host.Network, First);
        await WaitForAsync(host, server, 1);
        await serving.DisposeAsync();
        await using IAsyncDisposable again = server.Serve(host.Network, First);

        await WaitForAsync(host, server, 2);
        Assert.True(server.Registrations[1].Body.TopicConfigs.Topics.Count > 10);
    }

    [Fact]
    public async Task Answer_NamesOrderTopics_TheyAreOrderedFromThenOn()
    {
        var server =
            new FakeNameServer { OrderTopics = """{"table":{"BenchmarkTest":"broker-a:8","Unknown":"x:1"}}""" };
        await using BrokerHost host = await StartAsync((First, server));
        await Eventually.IsTrueAsync(
            () => server.Registrations.Any(static registration =>
                registration.Body.TopicConfigs.Topics.GetValueOrDefault("BenchmarkTest")?.Order == true));

        RemotingConnection client = await host.ConnectAsync();
        RemotingResponse found = await client.CallAsync(new GetTopicConfigRequest("BenchmarkTest"));
        Assert.True(TopicConfig.TryParse(found.Body.Span, out TopicConfig? config, out _));
        Assert.True(config.Order);
    }

    [Fact]
    public async Task Stop_AllNameServers_AreToldGoodbye()
    {
        var server = new FakeNameServer();
        BrokerHost host = await StartAsync((First, server));
        await Eventually.IsTrueAsync(() => server.Registrations.Count == 1);
        await host.DisposeAsync();

        UnregisterBrokerRequest farewell = Assert.Single(server.Farewells);
        Assert.Equal(
            ("broker-a", "127.0.0.2:20911", 0L), (farewell.BrokerName, farewell.BrokerAddr, farewell.BrokerId));
    }

    [Fact]
    public async Task Start_BrokerIsBeingDrained_AnnouncesNoTopicAsWritable()
    {
        var server = new FakeNameServer();
        await using BrokerHost host = await StartAsync(
            static options => options with { Permission = TopicPermission.Read }, (First, server));
        await Eventually.IsTrueAsync(() => server.Registrations.Count == 1);

        Assert.All(
            server.Registrations[0].Body.TopicConfigs.Topics.Values,
            static topic => Assert.Equal(TopicPermission.None, topic.Perm & ~TopicPermission.Read));
    }

    /// <summary>The clock of a test may run far ahead of an answer that is under way.</summary>
    private static RegistrationOptions Patient =>
        new() { NameServers = [First, Second], Timeout = TimeSpan.FromDays(1) };

    private static async Task WaitForAsync(BrokerHost host, FakeNameServer server, int count) =>
        await Eventually.IsTrueAsync(() =>
        {
            host.Time.Advance(TimeSpan.FromMilliseconds(100));
            return server.Registrations.Count >= count;
        });

    private static string Describe(TopicConfig topic)
    {
        string permission =
            (int)topic.Perm switch { 7 => "All", 6 => "ReadWrite", 1 => "Inherit", var other => $"{other}" };
        Assert.Equal(topic.ReadQueueNums, topic.WriteQueueNums);
        return $"{topic.TopicName} {topic.ReadQueueNums} {permission}";
    }

    private static Task<BrokerHost> StartAsync(params (string Address, FakeNameServer Server)[] servers) =>
        StartAsync(static options => options, servers);

    private static Task<BrokerHost> StartAsync(
        Func<BrokerOptions, BrokerOptions> configure, params (string Address, FakeNameServer Server)[] servers) =>
        BrokerHost.StartAsync(
            options => configure(options with { Registration = Patient }),
            network =>
            {
                foreach ((string address, FakeNameServer server) in servers) server.Serve(network, address);
            });
}
