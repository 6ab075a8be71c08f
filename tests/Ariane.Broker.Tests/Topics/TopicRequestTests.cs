using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Topics;

public sealed class TopicRequestTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _client = await _host.ConnectAsync();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Create_Topic_IsOnDiskWhenAnswered()
    {
        await _client.CreateTopicAsync("T", queues: 3);

        Assert.Contains("\"T\":{", Compact(_host.ReadConfig("topics.json")), StringComparison.Ordinal);
        await _host.RestartAsync();
        TopicConfig config = await GetAsync(await _host.ConnectAsync(), "T");
        Assert.Equal((3, 3), (config.ReadQueueNums, config.WriteQueueNums));
    }

    [Fact]
    public async Task Update_Topic_ReplacesItAndKeepsOtherAttributes()
    {
        await _client.CallAsync(Create("T", 2, "+message.type=FIFO"));
        await _client.CallAsync(Create("T", 5, "+reserve.time=9"));
        TopicConfig config = await GetAsync(_client, "T");

        Assert.Equal(5, config.WriteQueueNums);
        Assert.Equal(("FIFO", "9"), (config.Attributes["message.type"], config.Attributes["reserve.time"]));
    }

    [Fact]
    public async Task Update_SameConfiguration_KeepsTheVersion()
    {
        await _client.CreateTopicAsync("T");
        DataVersion before = (await GetAllAsync()).DataVersion;
        await _client.CreateTopicAsync("T");

        Assert.Equal(before, (await GetAllAsync()).DataVersion);
        await _client.CreateTopicAsync("U");
        Assert.Equal(before.Counter + 1, (await GetAllAsync()).DataVersion.Counter);
    }

    [Theory]
    [InlineData(-1, 1, 6)]
    [InlineData(1, 100_000, 6)]
    [InlineData(1, 1, 9)]
    [InlineData(1, 1, -1)]
    public async Task Create_ImpossibleShape_IsRefused(int readQueues, int writeQueues, int permission)
    {
        RemotingResponse response = await _client.CallAsync(
            new CreateTopicRequest("T", "TBW102", readQueues, writeQueues, permission));

        Assert.Equal(ResponseCode.InvalidParameter, response.Code);
        Assert.Contains("expected", response.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_AttributeThatIsUnknown_IsRefused()
    {
        RemotingResponse response = await _client.CallAsync(Create("T", 1, "+color=red"));

        Assert.Equal((ResponseCode.SystemError, "unsupported key: color"), (response.Code, response.Remark));
    }

    [Theory]
    [InlineData("TBW102")]
    [InlineData("DefaultCluster")]
    [InlineData("broker-a")]
    [InlineData("rmq_sys_anything")]
    public async Task CreateAndDelete_SystemTopic_AreRefused(string topic)
    {
        Assert.Equal(ResponseCode.InvalidParameter, (await _client.CallAsync(Create(topic, 1))).Code);
        Assert.Equal(ResponseCode.InvalidParameter, (await _client.CallAsync(new DeleteTopicRequest(topic))).Code);
    }

    [Fact]
    public async Task Delete_Topic_IsGoneWithItsMessages()
    {
        await _client.CreateTopicAsync("T");
        await _client.SendAsync("T", "x");
        await _client.CallAsync(new DeleteTopicRequest("T"));
        Assert.Equal(ResponseCode.TopicNotExist, (await _client.CallAsync(Calls.Pull("T", 0))).Code);

        await _client.CreateTopicAsync("T");
        Assert.Equal(ResponseCode.PullNotFound, (await _client.CallAsync(Calls.Pull("T", 0))).Code);
        await _client.SendAsync("T", "again");
        Assert.Equal(["again"], Calls.Bodies(await _client.CallAsync(Calls.Pull("T", 0))));
    }

    [Fact]
    public async Task Create_MoreTopicsThanAllowed_IsRefused()
    {
        await using BrokerHost host = await BrokerHost.StartAsync(
            static options => options with { Topics = new TopicOptions { MaxTopics = 14 } });
        RemotingConnection client = await host.ConnectAsync();
        await client.CreateTopicAsync("Last");

        Assert.Equal(ResponseCode.SystemError, (await client.CallAsync(Create("TooMany", 1))).Code);
        Assert.Equal(ResponseCode.TopicNotExist, (await client.SendAsync("TooMany", "x")).Code);
        Assert.Equal(ResponseCode.Success, (await client.CallAsync(Create("Last", 3))).Code);
    }

    /// <summary>A 4.9 broker writes neither attributes nor a state version.</summary>
    [Fact]
    public async Task Open_FileOfAnOlderBroker_IsUnderstood()
    {
        await _host.RestartAsync(() => _host.WriteConfig(
            "topics.json",
            """
            {"dataVersion":{"counter":7,"timestamp":1},"topicConfigTable":{
                "Old":{"order":true,"perm":6,"readQueueNums":3,"topicFilterType":"SINGLE_TAG","topicName":"Old",
                    "topicSysFlag":0,"writeQueueNums":2},
                "SELF_TEST_TOPIC":{"perm":6,"readQueueNums":5,"topicName":"SELF_TEST_TOPIC","writeQueueNums":5}}}
            """));
        RemotingConnection client = await _host.ConnectAsync();
        TopicConfig config = await GetAsync(client, "Old");

        Assert.Equal((3, 2, true), (config.ReadQueueNums, config.WriteQueueNums, config.Order));
        Assert.Equal(5, (await GetAsync(client, "SELF_TEST_TOPIC")).ReadQueueNums);
        RemotingResponse all = await client.CallAsync(new GetAllTopicConfigRequest());
        Assert.True(TopicConfigTable.TryParse(all.Body.Span, out TopicConfigTable? table, out _));
        Assert.Equal(7, table.DataVersion.Counter);
    }

    private static CreateTopicRequest Create(string topic, int queues, string? attributes = null) =>
        new(topic, "TBW102", queues, queues, 6, "SINGLE_TAG", 0, false, attributes);

    private static async Task<TopicConfig> GetAsync(RemotingConnection client, string topic)
    {
        RemotingResponse response = await client.CallAsync(new GetTopicConfigRequest(topic));
        Assert.True(TopicConfig.TryParse(response.Body.Span, out TopicConfig? config, out string? error), error);
        return config;
    }

    private static string Compact(string json) =>
        string.Concat(json.Where(static character => !char.IsWhiteSpace(character)));

    private async Task<TopicConfigTable> GetAllAsync()
    {
        RemotingResponse response = await _client.CallAsync(new GetAllTopicConfigRequest());
        Assert.True(
            TopicConfigTable.TryParse(response.Body.Span, out TopicConfigTable? table, out string? error), error);
        return table;
    }
}
