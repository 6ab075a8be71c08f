using Ariane.NameServer.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.NameServer.Tests;

/// <summary>What only shows over time and across connections.</summary>
public sealed class NameServerTests : IDisposable
{
    private const string Register = """
        "brokerName":"b","brokerAddr":"b:1","clusterName":"C","haServerAddr":"x","brokerId":"0","heartbeatTimeoutMillis":"10000"
        """;

    private const string Topics = """
        {"topicConfigSerializeWrapper":{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"topicConfigTable":{"A":{"perm":6,"readQueueNums":2,"topicName":"A","writeQueueNums":2},"B":{"perm":6,"readQueueNums":2,"topicName":"B","writeQueueNums":2}}}}
        """;

    private readonly TestDirectory _directory = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Broker_ConnectionCloses_IsOutAtOnce()
    {
        await using var server = await StartAsync(Options());
        await using var client = new RawPeer(server.Requests, _time);
        var broker = new RawPeer(server.Requests, _time);
        Assert.Equal(0, (await broker.CallAsync(TestFrames.Request(103, Register, Topics))).Code);
        Assert.Equal(0, await RouteCodeAsync(client));

        await broker.DisposeAsync();

        await BecomesAsync(client, 17);
    }

    [Fact]
    public async Task Broker_Silent_IsOutAfterItsTimeoutAndItsConnectionClosed()
    {
        await using var server = await StartAsync(Options());
        await using var client = new RawPeer(server.Requests, _time);
        await using var broker = new RawPeer(server.Requests, _time);
        await broker.CallAsync(TestFrames.Request(103, Register, Topics));

        _time.Advance(TimeSpan.FromSeconds(10));
        await broker.CallAsync(TestFrames.Request(904, """ "brokerAddr":"b:1","clusterName":"C","brokerName":"b" """));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await RouteCodeAsync(client));

        var closed = new TaskCompletionSource();
        await using var registration = broker.Connection.Closed.Register(closed.SetResult);
        _time.Advance(TimeSpan.FromSeconds(5));
        await closed.Task.WaitAsync(Patience.Limit);
        await BecomesAsync(client, 17);
    }

    [Fact]
    public async Task Broker_RepeatsItsRegistration_BringsBackWhatWasDeletedMeanwhile()
    {
        await using var server = await StartAsync(Options());
        await using var client = new RawPeer(server.Requests, _time);
        await using var broker = new RawPeer(server.Requests, _time);
        await broker.CallAsync(TestFrames.Request(103, Register, Topics));
        Assert.Equal(0, (await broker.CallAsync(TestFrames.Request(103, Register, Topics))).Code);
        Assert.Equal(0, await RouteCodeAsync(client));

        await client.CallAsync(TestFrames.Request(216, """ "topic":"A" """));
        Assert.Equal(17, await RouteCodeAsync(client));
        await broker.CallAsync(TestFrames.Request(103, Register, Topics));

        Assert.Equal(0, await RouteCodeAsync(client));
    }

    [Fact]
    public async Task Route_WhileBrokersMayStillBeOnTheirWay_IsNotReady()
    {
        await using var server = await StartAsync(
            Options() with { NeedWaitForService = true, WaitForService = TimeSpan.FromSeconds(45) });
        await using var peer = new RawPeer(server.Requests, _time);
        var refused = await peer.CallAsync(Route());
        Assert.Equal((1, "name server not ready"), (refused.Code, refused.Remark));

        _time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal(17, (await peer.CallAsync(Route())).Code);
    }

    [Fact]
    public async Task Route_OfAnOrderedTopic_NamesItsQueuesWhenEnabled()
    {
        await using var server = await StartAsync(Options() with { OrderMessageEnable = true });
        await using var peer = new RawPeer(server.Requests, _time);
        await peer.CallAsync(TestFrames.Request(103, Register, Topics));
        await peer.CallAsync(TestFrames.Request(100, """ "namespace":"ORDER_TOPIC_CONFIG","key":"A","value":"b:2" """));

        Assert.Contains("\"orderTopicConf\":\"b:2\"", (await peer.CallAsync(Route())).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeyValues_AfterARestart_AreThere()
    {
        await using (var server = await StartAsync(Options()))
        {
            await using var peer = new RawPeer(server.Requests, _time);
            await peer.CallAsync(TestFrames.Request(100, """ "namespace":"N","key":"K","value":"V" """));
        }

        await using var again = await StartAsync(Options());
        await using var asker = new RawPeer(again.Requests, _time);
        Assert.Equal(
            "V", (await asker.CallAsync(TestFrames.Request(101, """ "namespace":"N","key":"K" """))).Fields["value"]);
    }

    [Fact]
    public async Task Registration_LargerThanTheLaneLetsPass_IsTakenInTurn()
    {
        await using var server = await StartAsync(Options());
        await using var one = new RawPeer(server.Requests, _time);
        await using var other = new RawPeer(server.Requests, _time);
        string topics = string.Join(',', Enumerable.Range(0, 5000).Select(index =>
            $$"""
            "T{{index}}":{"perm":6,"readQueueNums":2,"topicName":"T{{index}}","writeQueueNums":2}
            """));
        string body = $$$$"""
            {"topicConfigSerializeWrapper":{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"topicConfigTable":{ {{{{topics}}}} }}}
            """;
        var answers = await Task.WhenAll(
            one.CallAsync(TestFrames.Request(103, Register, body)),
            other.CallAsync(TestFrames.Request(103, Register, body)));

        Assert.All(answers, answer => Assert.Equal(0, answer.Code));
        Assert.Equal(0, (await one.CallAsync(Route("T4999"))).Code);
    }

    [Theory]
    [InlineData("$ref", "k")]
    [InlineData("n", "$ref")]
    public async Task KeyValues_NamesThatTheFileCouldNotBeReadWith_AreRefused(string @namespace, string key)
    {
        await using (var server = await StartAsync(Options()))
        {
            await using var peer = new RawPeer(server.Requests, _time);
            string fields = $"\"namespace\":\"{@namespace}\",\"key\":\"{key}\",\"value\":\"$.nowhere\"";
            var refused = await peer.CallAsync(TestFrames.Request(100, fields));
            Assert.Equal(1, refused.Code);
            Assert.Contains("$ref", refused.Remark, StringComparison.Ordinal);
        }

        await using var again = await StartAsync(Options());
    }

    [Fact]
    public async Task KeyValues_MoreThanTheLimit_AreRefusedAndDeletingMakesRoom()
    {
        await using var server = await StartAsync(Options());
        await using var peer = new RawPeer(server.Requests, _time);
        string value = new('v', 200_000);
        int code = 0, count = 0;
        while (code == 0 && count < 100) code = (await peer.CallAsync(Put($"k{count++}", value))).Code;

        Assert.Equal(1, code);
        Assert.InRange(count, 40, 50);
        await peer.CallAsync(TestFrames.Request(102, "\"namespace\":\"n\",\"key\":\"k0\""));
        Assert.Equal(0, (await peer.CallAsync(Put("small", "v"))).Code);

        static byte[] Put(string key, string value) => TestFrames.Request(
            100, $"\"namespace\":\"n\",\"key\":\"{key}\",\"value\":\"{value}\"");
    }

    [Theory]
    [InlineData("brokerName")]
    [InlineData("clusterName")]
    [InlineData("brokerAddr")]
    public async Task Registration_WithAnEndlessName_IsRefused(string field)
    {
        await using var server = await StartAsync(Options());
        await using var peer = new RawPeer(server.Requests, _time);
        string fields = string.Join(',', new[] { "brokerName", "clusterName", "brokerAddr", "haServerAddr" }
            .Select(name => $"\"{name}\":\"{(name == field ? new string('x', 256) : "x")}\""));

        var refused = await peer.CallAsync(TestFrames.Request(103, fields + ",\"brokerId\":\"0\""));
        Assert.Equal((1, $"{field} has 256 characters; expected at most 255"), (refused.Code, refused.Remark));
        Assert.Equal(1, (await peer.CallAsync(TestFrames.Request(104, fields + ",\"brokerId\":\"0\""))).Code);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(10)]
    [InlineData(905)]
    public async Task Request_OfACodeNotServed_IsNotSupported(int code)
    {
        await using var server = await StartAsync(Options());
        await using var peer = new RawPeer(server.Requests, _time);
        var refused = await peer.CallAsync(TestFrames.Request(code, ""));

        Assert.Equal((3, $" request type {code} not supported"), (refused.Code, refused.Remark));
    }

    [Theory]
    [InlineData(103, "\"brokerName\":\"b\"")]
    [InlineData(
        103,
        "\"brokerName\":\"b\",\"brokerAddr\":\"b:1\",\"clusterName\":\"C\",\"haServerAddr\":\"x\","
        + "\"brokerId\":\"many\"")]
    [InlineData(104, "")]
    [InlineData(904, "")]
    [InlineData(322, "")]
    [InlineData(216, "")]
    public async Task Request_WithoutWhatItNeeds_IsRefusedAndTheConnectionStays(int code, string fields)
    {
        await using var server = await StartAsync(Options());
        await using var peer = new RawPeer(server.Requests, _time);

        Assert.NotEqual(0, (await peer.CallAsync(TestFrames.Request(code, fields))).Code);
        Assert.Equal(17, (await peer.CallAsync(Route())).Code);
    }

    private static byte[] Route(string topic = "A") => TestFrames.Request(105, $"\"topic\":\"{topic}\"");

    private static async Task<int> RouteCodeAsync(RawPeer peer) => (await peer.CallAsync(Route())).Code;

    /// <summary>Taking brokers out is another thread's work, done soon: asks until it shows.</summary>
    private static Task BecomesAsync(RawPeer peer, int code) =>
        Eventually.IsTrueAsync(async () => await RouteCodeAsync(peer) == code);

    private NameServerOptions Options() => NameServerOptions.In(_directory.Path);

    private async Task<NameServer> StartAsync(NameServerOptions options)
    {
        var server = NameServer.Create(options, _time, NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);
        return server;
    }
}
