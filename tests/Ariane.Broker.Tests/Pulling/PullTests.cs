using Ariane.Broker.Pulling;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Pulling;

public sealed class PullTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync(
            static options => options with { Pulling = new PullOptions { LitePull = false } });
        _client = await _host.ConnectAsync();
        await _client.CreateTopicAsync("T");
        for (int i = 0; i < 40; i++) await _client.SendAsync("T", "m" + i, i % 2 == 0 ? "TAGS=Even;" : "TAGS=Odd;");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Pull_ManyMessages_ReturnsAsManyAsAllowedInOrder()
    {
        RemotingResponse response = await _client.CallAsync(Calls.Pull("T", 5) with { MaxMsgNums = 1000 });

        Assert.Equal(Enumerable.Range(5, 32).Select(i => "m" + i), Calls.Bodies(response));
        PullMessageResponse header = response.ReadHeader<PullMessageResponse>();
        Assert.Equal((37, 0, 40), (header.NextBeginOffset, header.MinOffset, header.MaxOffset));
        Assert.Equal((0, 0), (header.TopicSysFlag, header.GroupSysFlag));
    }

    [Fact]
    public async Task Pull_WithTags_ReturnsThoseAlone()
    {
        RemotingResponse response = await _client.CallAsync(Calls.Pull("T", 0, subscription: " Odd ||"));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => "m" + ((2 * i) + 1)), Calls.Bodies(response));
    }

    [Theory]
    [InlineData(41, ResponseCode.PullOffsetMoved, "OFFSET_OVERFLOW_BADLY", 40)]
    [InlineData(40, ResponseCode.PullNotFound, "OFFSET_OVERFLOW_ONE", 40)]
    [InlineData(-1, ResponseCode.PullOffsetMoved, "OFFSET_TOO_SMALL", 0)]
    public async Task Pull_OffsetOutside_SaysWhereToGoOn(long offset, ResponseCode code, string remark, long next)
    {
        RemotingResponse response = await _client.CallAsync(Calls.Pull("T", offset));

        Assert.Equal((code, remark), (response.Code, response.Remark));
        Assert.Equal(next, response.ReadHeader<PullMessageResponse>().NextBeginOffset);
    }

    [Fact]
    public async Task Pull_NoMatch_MovesOn()
    {
        RemotingResponse response = await _client.CallAsync(Calls.Pull("T", 0, subscription: "Prime"));

        Assert.Equal((ResponseCode.PullRetryImmediately, "NO_MATCHED_MESSAGE"), (response.Code, response.Remark));
        Assert.Equal(40, response.ReadHeader<PullMessageResponse>().NextBeginOffset);
    }

    [Theory]
    [InlineData(0, ResponseCode.PullNotFound)]
    [InlineData(5, ResponseCode.PullOffsetMoved)]
    public async Task Pull_EmptyQueue_DependsOnTheOffset(long offset, ResponseCode expected)
    {
        RemotingResponse response = await _client.CallAsync(Calls.Pull("T", offset, queueId: 1));

        Assert.Equal((expected, "NO_MESSAGE_IN_QUEUE"), (response.Code, response.Remark));
    }

    [Fact]
    public async Task Pull_WithCommit_RecordsTheOffset()
    {
        await _client.CallAsync(Calls.Pull("T", 0) with { SysFlag = 5, CommitOffset = 17 });
        RemotingResponse response = await _client.CallAsync(new QueryConsumerOffsetRequest("CG", "T", 0));

        Assert.Equal(17, response.ReadHeader<OffsetResponse>().Offset);
    }

    [Fact]
    public async Task LitePull_WhenSwitchedOff_IsForbidden()
    {
        RemotingResponse response = await _client.CallAsync(RequestCode.LitePullMessage, Calls.Pull("T", 0));

        Assert.Equal(ResponseCode.NoPermission, response.Code);
        Assert.Equal(1, response.ReadHeader<PullMessageResponse>().ForbiddenType);
    }

    [Theory]
    [InlineData("SQL92", "a > 1", ResponseCode.SystemError)]
    [InlineData("XPATH", "*", ResponseCode.SubscriptionParseFailed)]
    [InlineData("TAG", "||", ResponseCode.SubscriptionParseFailed)]
    public async Task Pull_SubscriptionItCannotApply_IsRefusedRatherThanUnfiltered(
        string type, string text, ResponseCode expected)
    {
        RemotingResponse response =
            await _client.CallAsync(Calls.Pull("T", 0, subscription: text) with { ExpressionType = type });

        Assert.Equal(expected, response.Code);
        Assert.False(response.HasBody);
    }

    [Fact]
    public async Task Pull_SqlSubscriptionFromTheHeartbeat_IsRefused()
    {
        await _client.CallAsync(
            new HeartbeatRequest(),
            Calls.Heartbeat("c", "CG", Calls.Subscribe("T", "a > 1") with { ExpressionType = "SQL92" }));
        RemotingResponse response =
            await _client.CallAsync(Calls.Pull("T", 0) with { SysFlag = 0, Subscription = null });

        Assert.Equal(ResponseCode.SystemError, response.Code);
    }

    [Fact]
    public async Task Pull_GroupIsForbiddenToReadTheTopic_SaysWhich()
    {
        await _host.RestartAsync(() => _host.WriteConfig(
            "subscriptionGroup.json",
            """{"forbiddenTable":{"CG":{"T":4}},"subscriptionGroupTable":{"CG":{"groupName":"CG"}}}"""));
        RemotingConnection client = await _host.ConnectAsync();
        await client.CallAsync(new HeartbeatRequest(), Calls.Heartbeat("c", "CG", Calls.Subscribe("T")));
        RemotingResponse response =
            await client.CallAsync(Calls.Pull("T", 0) with { SysFlag = 0, Subscription = null });

        Assert.Equal(ResponseCode.NoPermission, response.Code);
        Assert.Equal(5, response.ReadHeader<PullMessageResponse>().ForbiddenType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(int.MinValue)]
    public async Task Pull_ImpossibleCount_ReturnsOneMessage(int count)
    {
        RemotingResponse response = await _client.CallAsync(Calls.Pull("T", 3) with { MaxMsgNums = count });

        Assert.Equal(["m3"], Calls.Bodies(response));
    }
}
