using Ariane.NameServer.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.NameServer.Tests;

/// <summary>Recorded requests, answered here as upstream answered them.</summary>
public sealed class GoldenExchangeTests
{
    /// <summary>Each step in the state that those before it leave, as when it was recorded.</summary>
    [Theory]
    [InlineData(
        "register-master", "register-slave", "register-topic", "route-registered-topic", "delete-topic",
        "delete-topic-missing")]
    [InlineData("register-single-topic-first")]
    [InlineData("register-no-body")]
    [InlineData("register-old-version-30-bare-wrapper")]
    [InlineData("register-compressed", "register-compressed-4x", "register-crc-mismatch")]
    [InlineData(
        "register-master", "register-slave", "register-master-again-enable-acting", "register-topic",
        "wipe-write-perm", "add-write-perm", "wipe-write-perm-unknown")]
    [InlineData(
        "put-kv", "get-kv", "get-kv-missing", "kv-list", "register-with-order-topic-config", "delete-kv",
        "kv-list-empty", "kv-list-missing")]
    [InlineData("put-kv-null")]
    [InlineData("route-missing-topic", "route-no-topic-field")]
    [InlineData("member-group-unknown", "broker-heartbeat-unknown", "query-data-version-unknown")]
    [InlineData(
        "topics-by-cluster-unknown", "unit-topic-list", "update-config", "topics-by-cluster-disabled",
        "update-config-back", "topics-by-cluster-unknown")]
    [InlineData("update-config-blacklist", "update-config-no-body")]
    [InlineData("register-master", "delete-topic-cluster", "unregister-fake-b-0")]
    public async Task Request_AsRecorded_GetsTheRecordedAnswer(params string[] steps)
    {
        await using var server = await GoldenServer.StartAsync();
        foreach (string step in steps)
        {
            var golden = GoldenExchange.Load(step);
            var actual = await server.Peer.CallAsync(golden.Request);

            Assert.True(golden.Response.Code == actual.Code, $"{step}: {actual.Code} {actual.Remark}");
            Assert.Equal(golden.Response.Remark, actual.Remark);
            Assert.Equal(golden.Response.Fields, actual.Fields);
            Assert.Equal(golden.Response.Body, actual.Body);
        }
    }

    [Fact]
    public async Task Request_MalformedRegistration_IsRefusedWithTheReason()
    {
        await using var server = await GoldenServer.StartAsync();
        var golden = GoldenExchange.Load("register-bad-json");
        var actual = await server.Peer.CallAsync(golden.Request);

        Assert.Equal(golden.Response.Code, actual.Code);
        Assert.StartsWith("Failed to decode RegisterBrokerBody", actual.Remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("route-version-400", "{0:")]
    [InlineData("route-version-401", "{\"0\":")]
    [InlineData("route-standard-json-asked-old-version", "{\"0\":")]
    public async Task GetRoute_OfAnyClient_WritesBrokerIdsAsThatClientReadsThem(string step, string expected)
    {
        await using var server = await GoldenServer.StartAsync();
        await RegisterGoldenTopicAsync(server.Peer);
        var golden = GoldenExchange.Load(step);
        var actual = await server.Peer.CallAsync(golden.Request);

        Assert.Equal(golden.Response.Body, actual.Body);
        Assert.Contains(expected, actual.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetClusterInfo_AsRecorded_GetsTheRecordedBody()
    {
        await using var server = await GoldenServer.StartAsync();
        await RegisterGoldenTopicAsync(server.Peer);
        var golden = GoldenExchange.Load("cluster-info-no-ext");

        Assert.Equal(golden.Response.Body, (await server.Peer.CallAsync(golden.Request)).Body);
    }

    /// <summary>The broker and topic that the recorded name server knew.</summary>
    private static Task<RawResponse> RegisterGoldenTopicAsync(RawPeer peer) => peer.CallAsync(TestFrames.Request(
        code: 103,
        fields: """
            "brokerName":"broker-a","brokerAddr":"127.0.0.2:20911","clusterName":"DefaultCluster","haServerAddr":"x","brokerId":"0","enableActingMaster":"false"
            """,
        body: """
            {"topicConfigSerializeWrapper":{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"topicConfigTable":{"GoldenTopic":{"perm":6,"readQueueNums":2,"topicName":"GoldenTopic","writeQueueNums":2},"Other":{"perm":6,"readQueueNums":2,"topicName":"Other","writeQueueNums":2}}}}
            """));

    /// <summary>A name server with an empty directory, and a peer of it.</summary>
    private sealed class GoldenServer : IAsyncDisposable
    {
        private readonly TestDirectory _directory = new();
        private readonly NameServer _server;

        private GoldenServer()
        {
            var time = new ManualTime();
            _server = NameServer.Create(NameServerOptions.In(_directory.Path), time, NullLoggerFactory.Instance);
            Peer = new RawPeer(_server.Requests, time);
        }

        public RawPeer Peer { get; }

        public static async Task<GoldenServer> StartAsync()
        {
            var server = new GoldenServer();
            await server._server.StartAsync(CancellationToken.None);
            return server;
        }

        public async ValueTask DisposeAsync()
        {
            await Peer.DisposeAsync();
            await _server.DisposeAsync();
            _directory.Dispose();
        }
    }
}
