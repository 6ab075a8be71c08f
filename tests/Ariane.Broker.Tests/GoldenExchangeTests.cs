using Ariane.Broker.Groups;
using Ariane.Broker.Sending;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;

namespace Ariane.Broker.Tests;

/// <summary>Recorded requests, answered here as upstream answered them.</summary>
public sealed class GoldenExchangeTests(GoldenBroker shared) : IClassFixture<GoldenBroker>
{
    private static readonly string[] VaryingFields = ["msgId", "transactionId", "queueId", "queueOffset"];

    /// <summary>Code, fields and remark are those of upstream.</summary>
    [Theory]
    [InlineData("send-topic-illegal-chars")]
    [InlineData("send-topic-too-long")]
    [InlineData("send-system-topic")]
    [InlineData("send-default-topic-missing")]
    [InlineData("send-properties-too-long")]
    [InlineData("send-retry-topic-batch")]
    [InlineData("pull-group-consume-disabled")]
    [InlineData("pull-missing-topic")]
    [InlineData("pull-topic-illegal")]
    [InlineData("pull-no-subscription-offline")]
    [InlineData("pull-topic-write-only")]
    [InlineData("pull-subscription-not-latest")]
    [InlineData("pull-topic-not-subscribed")]
    [InlineData("query-consumer-offset-none")]
    [InlineData("query-consumer-offset-none-zero-if-not-found")]
    [InlineData("query-consumer-offset-missing-topic")]
    [InlineData("update-consumer-offset-missing-topic")]
    [InlineData("consumer-list-none")]
    [InlineData("check-client-config-no-body")]
    [InlineData("check-client-config-no-subscription")]
    [InlineData("view-message-bad-offset")]
    [InlineData("unused-code-13")]
    [InlineData("unknown-code-broker")]
    [InlineData("topic-config")]
    [InlineData("topic-config-lo")]
    [InlineData("topic-config-missing")]
    [InlineData("update-topic-blank")]
    [InlineData("update-topic-mixed")]
    [InlineData("delete-topic")]
    [InlineData("delete-topic-blank")]
    [InlineData("delete-topic-missing")]
    [InlineData("delete-topic-system")]
    [InlineData("delete-group")]
    [InlineData("delete-group-missing")]
    [InlineData("subscription-group")]
    [InlineData("subscription-group-illegal")]
    [InlineData("subscription-group-missing-auto-created")]
    [InlineData("earliest-store-time-missing")]
    [InlineData("max-offset-missing")]
    [InlineData("search-offset-missing-topic")]
    [InlineData("heartbeat-v1")]
    public Task Request_AsRecorded_GetsTheRecordedAnswer(string step) => AssertAnswerAsync(step, compareRemark: true);

    /// <summary>
    /// Upstream's remark names a Java exception or its own internals: only code and fields are compared.
    /// </summary>
    [Theory]
    [InlineData("send-missing-headers")]
    [InlineData("send-bad-number")]
    [InlineData("send-no-extfields")]
    [InlineData("send-queue-out-of-range")]
    [InlineData("pull-missing-headers")]
    [InlineData("pull-bad-number")]
    [InlineData("query-offset-missing-headers")]
    [InlineData("search-offset-bad-number")]
    [InlineData("heartbeat-bad-json")]
    [InlineData("heartbeat-empty-body")]
    [InlineData("lock-empty-body")]
    [InlineData("pull-queue-out-of-range")]
    [InlineData("min-offset-missing")]
    [InlineData("update-topic")]
    [InlineData("update-topic-same")]
    public Task Request_AsRecorded_GetsTheRecordedCodeAndFields(string step) =>
        AssertAnswerAsync(step, compareRemark: false);

    /// <summary>Fields of upstream's exceptions are none, ours are the region; both are read as no success.</summary>
    [Theory]
    [InlineData("send-empty-body")]
    [InlineData("send-batch-too-large")]
    public async Task Send_WhatUpstreamFailsOn_GetsTheSameCode(string step)
    {
        await using BrokerHost host = await BrokerHost.StartAsync(
            static options => options with { Store = options.Store with { MaxMessageBytes = 1024 } });
        await GoldenBroker.PrepareAsync(host);
        GoldenExchange golden = GoldenExchange.Load(step);
        RawResponse actual = await CallAsync(host, golden);

        Assert.Equal(golden.Response!.Code, actual.Code);
    }

    [Theory]
    [InlineData("send-topic-127")]
    [InlineData("send-system-topic-tbw102")]
    [InlineData("send-queue-minus-one")]
    [InlineData("send-v2-ext-as-json-numbers")]
    [InlineData("send-v1-go-style")]
    [InlineData("send-v2-no-properties")]
    [InlineData("send-v2-properties-without-final-separator")]
    [InlineData("send-batch")]
    public async Task Send_AsRecorded_GetsTheRecordedFields(string step)
    {
        GoldenExchange golden = GoldenExchange.Load(step);
        RawResponse actual = await CallAsync(shared.Host, golden);

        Assert.Equal((0, null), (actual.Code, actual.Remark));
        Assert.Equal(golden.Response!.Fields.Keys, actual.Fields.Keys);
        foreach (string name in golden.Response.Fields.Keys.Except(VaryingFields))
            Assert.Equal(golden.Response.Fields[name], actual.Fields[name]);
        Assert.Equal(golden.Response.Fields["msgId"].Length, actual.Fields["msgId"].Length);
        Assert.StartsWith("7F000002000051AF", actual.Fields["msgId"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Oneway_IsStoredAndNotAnswered()
    {
        BrokerHost host = shared.Host;
        long before = host.Broker.Store.GetMaxOffset("GoldenTopic", 0);
        await using var peer = new RawPeer(host.Broker.Requests, host.Time);
        await peer.SendAsync(GoldenExchange.Load("send-oneway-flag").Request);

        // The next answer on the connection is that to the next request.
        RawResponse next = await peer.CallAsync(GoldenExchange.Load("max-offset-missing").Request);

        Assert.Equal("0", next.Fields["offset"]);
        await Eventually.IsTrueAsync(() => host.Broker.Store.GetMaxOffset("GoldenTopic", 0) == before + 1);
    }

    [Theory]
    [InlineData("send-missing-topic-no-autocreate", "no-auto")]
    [InlineData("send-broker-read-only", "read-only")]
    [InlineData("send-topic-read-only", "")]
    [InlineData("send-body-too-large", "small")]
    [InlineData("transaction-rejected", "no-transactions")]
    [InlineData("pull-broker-write-only", "write-only")]
    [InlineData("pull-group-missing-no-autocreate", "no-auto")]
    public async Task Request_WithThatSetting_GetsTheRecordedAnswer(string step, string setting)
    {
        await using BrokerHost host = await BrokerHost.StartAsync(options => Configure(options, setting));
        await GoldenBroker.PrepareAsync(host);
        GoldenExchange golden = GoldenExchange.Load(step);
        RawResponse actual = await CallAsync(host, golden);

        Assert.Equal((golden.Response!.Code, golden.Response.Remark), (actual.Code, actual.Remark));
        Assert.Equal(golden.Response.Fields.Keys, actual.Fields.Keys);
    }

    [Fact]
    public async Task VipRequests_Pull_IsNotSupportedThere()
    {
        await using var peer = new RawPeer(shared.Host.Broker.VipRequests, shared.Host.Time);
        GoldenExchange golden = GoldenExchange.Load("pull-on-vip-port");
        RawResponse actual = await peer.CallAsync(golden.Request);

        Assert.Equal((golden.Response!.Code, golden.Response.Remark), (actual.Code, actual.Remark));
    }

    private static BrokerOptions Configure(BrokerOptions options, string setting) => setting switch
    {
        "no-auto" => options with
        {
            Topics = new TopicOptions { AutoCreate = false },
            Groups = new GroupOptions { AutoCreate = false },
        },
        "read-only" => options with { Permission = TopicPermission.Read },
        "write-only" => options with { Permission = TopicPermission.Write },
        "small" => options with { Store = options.Store with { MaxMessageBytes = 1024 } },
        "no-transactions" => options with { Sending = new SendOptions { RejectTransactions = true } },
        _ => options,
    };

    private async Task AssertAnswerAsync(string step, bool compareRemark)
    {
        GoldenExchange golden = GoldenExchange.Load(step);
        RawResponse actual = await CallAsync(shared.Host, golden);

        Assert.True(golden.Response!.Code == actual.Code, $"{step}: {actual.Code} {actual.Remark}");
        Assert.Equal(golden.Response.Fields, actual.Fields);
        Assert.Equal(golden.Response.Body, actual.Body);
        if (compareRemark) Assert.Equal(golden.Response.Remark, actual.Remark);
        else if (actual.Code != 0) Assert.False(string.IsNullOrWhiteSpace(actual.Remark));
    }

    private static async Task<RawResponse> CallAsync(BrokerHost host, GoldenExchange golden)
    {
        await using var peer = new RawPeer(host.Broker.Requests, host.Time);
        return await peer.CallAsync(golden.Request);
    }
}
