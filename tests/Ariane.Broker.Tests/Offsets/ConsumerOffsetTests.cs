using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Offsets;

public sealed class ConsumerOffsetTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync();
        _client = await _host.ConnectAsync();
        await _client.CreateTopicAsync("T");
        await _client.CallAsync(new GetGroupConfigRequest("CG"));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Update_AnyOffset_IsWhatQueryReturns()
    {
        foreach (long offset in (long[])[5, 3, long.MaxValue, 0])
        {
            Assert.Equal(ResponseCode.Success, (await CommitAsync(0, offset)).Code);
            Assert.Equal(offset, await QueryAsync(_client, 0));
        }
    }

    [Fact]
    public async Task Update_NegativeOffset_CountsAsNone()
    {
        await CommitAsync(0, -1);

        Assert.Equal(
            ResponseCode.QueryNotFound, (await _client.CallAsync(new QueryConsumerOffsetRequest("CG", "T", 0))).Code);
    }

    [Theory]
    [InlineData(null, 1L, ResponseCode.InvalidParameter)]
    [InlineData(0, null, ResponseCode.InvalidParameter)]
    [InlineData(-1, 1L, ResponseCode.InvalidParameter)]
    [InlineData(int.MaxValue, 1L, ResponseCode.InvalidParameter)]
    public async Task Update_Incomplete_IsRefused(int? queueId, long? offset, ResponseCode expected)
    {
        RemotingResponse response =
            await _client.CallAsync(new UpdateConsumerOffsetRequest("CG", "T", queueId, offset));

        Assert.Equal(expected, response.Code);
    }

    [Fact]
    public async Task Update_UnknownTopic_IsRefusedAfterTheGroup()
    {
        RemotingResponse unknownTopic = await _client.CallAsync(new UpdateConsumerOffsetRequest("CG", "Nowhere", 0, 1));
        Assert.Equal(ResponseCode.TopicNotExist, unknownTopic.Code);
        Assert.Equal(
            ResponseCode.SubscriptionGroupNotExist,
            (await _client.CallAsync(new UpdateConsumerOffsetRequest("Nobody", "Nowhere", 0, 1))).Code);
    }

    [Fact]
    public async Task Query_YoungTopic_StartsAtTheBeginning()
    {
        Assert.Equal(
            ResponseCode.QueryNotFound, (await _client.CallAsync(new QueryConsumerOffsetRequest("New", "T", 0))).Code);
        await _client.SendAsync("T", "first");

        Assert.Equal(0, await QueryAsync(_client, 0));
        RemotingResponse notZero = await _client.CallAsync(new QueryConsumerOffsetRequest("New", "T", 0, false));
        Assert.Equal(ResponseCode.QueryNotFound, notZero.Code);
    }

    [Fact]
    public async Task Restart_Offsets_AreThere()
    {
        await CommitAsync(0, 11);
        await CommitAsync(1, 12);
        await _host.RestartAsync();
        RemotingConnection client = await _host.ConnectAsync();

        Assert.Equal((11, 12), (await QueryAsync(client, 0), await QueryAsync(client, 1)));
        Assert.Contains("\"CG\":[\"T\"]", _host.ReadConfig("consumerOffset.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoint_EveryFewSeconds_WritesWhatChanged()
    {
        await CommitAsync(0, 11);
        _host.Time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.IsTrueAsync(
            () => File.Exists(Path.Combine(_host.Directory, "config", "consumerOffset.json"))
                && _host.ReadConfig("consumerOffset.json").Contains("T@CG", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeleteTopic_SavedOffsets_AreGoneFromDiskWhenAnswered()
    {
        await CommitAsync(0, 11);
        await _host.RestartAsync();
        Assert.Contains("T@CG", _host.ReadConfig("consumerOffset.json"), StringComparison.Ordinal);
        RemotingConnection client = await _host.ConnectAsync();

        await client.CallAsync(new DeleteTopicRequest("T"));

        Assert.DoesNotContain("T@CG", _host.ReadConfig("consumerOffset.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteGroup_SavedOffsets_AreGoneFromDiskWhenAnswered()
    {
        await CommitAsync(0, 11);
        await _host.RestartAsync();
        RemotingConnection client = await _host.ConnectAsync();

        await client.CallAsync(new DeleteGroupRequest("CG", CleanOffset: true));

        Assert.DoesNotContain("T@CG", _host.ReadConfig("consumerOffset.json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_OffsetsOfOthers_StayAsTheyWere()
    {
        await _host.RestartAsync(() => _host.WriteConfig(
            "consumerOffset.json",
            """{"offsetTable":{"Gone@GX":{0:5,7:9},"T@CG@broadcast":{1:3},"odd":{0:1},"T@CG":{0:4}}}"""));
        RemotingConnection client = await _host.ConnectAsync();
        await client.CallAsync(new UpdateConsumerOffsetRequest("CG", "T", 0, 6));
        await _host.RestartAsync();

        string saved = string.Concat(
            _host.ReadConfig("consumerOffset.json").Where(static character => !char.IsWhiteSpace(character)));
        string[] entries =
            ["\"Gone@GX\":{0:5,7:9}", "\"T@CG@broadcast\":{1:3}", "\"odd\":{0:1}", "\"T@CG\":{0:6}"];
        foreach (string entry in entries)
            Assert.Contains(entry, saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_TopicOrGroup_ForgetsItsOffsets()
    {
        await CommitAsync(0, 11);
        await _client.CallAsync(new DeleteTopicRequest("T"));
        Assert.Equal(
            ResponseCode.QueryNotFound, (await _client.CallAsync(new QueryConsumerOffsetRequest("CG", "T", 0))).Code);

        await _client.CreateTopicAsync("T");
        await CommitAsync(0, 12);
        await _client.CallAsync(new DeleteGroupRequest("CG"));
        Assert.Equal(12, await QueryAsync(_client, 0));
        await _client.CallAsync(new DeleteGroupRequest("CG", CleanOffset: true));
        Assert.Equal(
            ResponseCode.QueryNotFound, (await _client.CallAsync(new QueryConsumerOffsetRequest("CG", "T", 0))).Code);
    }

    [Fact]
    public async Task QueueOffsets_OfAQueueWithMessages_AreThoseOfTheStore()
    {
        for (int i = 0; i < 3; i++)
        {
            await _client.SendAsync("T", "m" + i);
            _host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        long start = await EarliestAsync();
        Assert.Equal(3, await OffsetAsync(new GetMaxOffsetRequest("T", 0)));
        Assert.Equal(0, await OffsetAsync(new GetMinOffsetRequest("T", 0)));
        Assert.Equal(1, await OffsetAsync(new SearchOffsetRequest("T", 0, start + 500)));
        Assert.Equal(1, await OffsetAsync(new SearchOffsetRequest("T", 0, start + 500, "LOWER")));
        Assert.Equal(0, await OffsetAsync(new SearchOffsetRequest("T", 0, start + 500, "Upper")));
    }

    private Task<RemotingResponse> CommitAsync(int queueId, long offset) =>
        _client.CallAsync(new UpdateConsumerOffsetRequest("CG", "T", queueId, offset));

    private static async Task<long> QueryAsync(RemotingConnection client, int queueId)
    {
        RemotingResponse response = await client.CallAsync(new QueryConsumerOffsetRequest("CG", "T", queueId));
        Assert.Equal(ResponseCode.Success, response.Code);
        return response.ReadHeader<OffsetResponse>().Offset;
    }

    private async Task<long> OffsetAsync<TRequest>(TRequest request)
        where TRequest : IRequestHeader<TRequest> =>
            (await _client.CallAsync(request)).ReadHeader<OffsetResponse>().Offset;

    private async Task<long> EarliestAsync() =>
        (await _client.CallAsync(new GetEarliestStoreTimeRequest("T", 0))).ReadHeader<TimestampResponse>().Timestamp;
}
