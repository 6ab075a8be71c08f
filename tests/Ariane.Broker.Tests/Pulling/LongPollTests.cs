using Ariane.Broker.Pulling;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Pulling;

/// <summary>Pulls that wait: what wakes them, what does not, and what becomes of them.</summary>
public sealed class LongPollTests : IAsyncLifetime
{
    private const int SuspendMilliseconds = 15_000;

    private BrokerHost _host = null!;
    private RemotingConnection _consumer = null!;
    private RemotingConnection _producer = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync(
            static options => options with { Pulling = new PullOptions { MaxParkedPulls = 300 } });
        _consumer = await _host.ConnectAsync();
        _producer = await _host.ConnectAsync();
        await _producer.CreateTopicAsync("T");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Pull_NothingThere_WaitsForTheNextMessage()
    {
        Task<RemotingResponse> pull = await ParkAsync(Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds));
        await _producer.SendAsync("T", "hello");
        RemotingResponse response = await pull;

        Assert.Equal((ResponseCode.Success, "FOUND"), (response.Code, response.Remark));
        Assert.Equal(["hello"], Calls.Bodies(response));
        Assert.Equal(1, response.ReadHeader<PullMessageResponse>().NextBeginOffset);
        Assert.Equal(0, _host.Broker.ParkedPulls);
    }

    [Fact]
    public async Task Pull_OtherQueueGetsAMessage_GoesOnWaiting()
    {
        Task<RemotingResponse> pull =
            await ParkAsync(Calls.Pull("T", 0, queueId: 1, suspendMilliseconds: SuspendMilliseconds));
        await _producer.SendAsync("T", "for queue 0");
        Assert.Equal(1, _host.Broker.ParkedPulls);

        await _producer.SendAsync("T", "for queue 1", queueId: 1);
        Assert.Equal(["for queue 1"], Calls.Bodies(await pull));
    }

    [Fact]
    public async Task Pull_MessageWithAnotherTag_GoesOnWaitingForItsOwn()
    {
        Task<RemotingResponse> pull = await ParkAsync(
            Calls.Pull("T", 0, subscription: "TagB || TagC", suspendMilliseconds: SuspendMilliseconds));
        await _producer.SendAsync("T", "a", "TAGS=TagA;");
        await _producer.SendAsync("T", "none");
        Assert.Equal(1, _host.Broker.ParkedPulls);

        await _producer.SendAsync("T", "c", "TAGS=TagC;");
        RemotingResponse response = await pull;

        Assert.Equal(["c"], Calls.Bodies(response));
        Assert.Equal(3, response.ReadHeader<PullMessageResponse>().NextBeginOffset);
    }

    [Fact]
    public async Task Pull_TimeIsOver_IsAnsweredThenAndNotBefore()
    {
        Task<RemotingResponse> pull = await ParkAsync(Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds));
        _host.Time.Advance(TimeSpan.FromMilliseconds(SuspendMilliseconds - 1));
        Assert.Equal(1, _host.Broker.ParkedPulls);

        _host.Time.Advance(TimeSpan.FromMilliseconds(251));
        RemotingResponse response = await pull;

        Assert.Equal((ResponseCode.PullNotFound, "NO_MESSAGE_IN_QUEUE"), (response.Code, response.Remark));
        PullMessageResponse header = response.ReadHeader<PullMessageResponse>();
        Assert.Equal(
            (0, 0, 0, 0), (header.NextBeginOffset, header.MinOffset, header.MaxOffset, header.SuggestWhichBrokerId));
    }

    [Fact]
    public async Task Pull_TimeIsOverAtTheEndOfAQueue_SaysSo()
    {
        await _consumer.SendAsync("T", "old");   // whose later requests find it, unlike those of others
        Task<RemotingResponse> pull = await ParkAsync(Calls.Pull("T", 1, suspendMilliseconds: 1000));
        _host.Time.Advance(TimeSpan.FromSeconds(2));
        RemotingResponse response = await pull;

        Assert.Equal((ResponseCode.PullNotFound, "OFFSET_OVERFLOW_ONE"), (response.Code, response.Remark));
    }

    [Fact]
    public async Task Pull_WithoutSuspend_IsAnsweredAtOnce()
    {
        RemotingResponse response = await _consumer.CallAsync(Calls.Pull("T", 0));

        Assert.Equal(ResponseCode.PullNotFound, response.Code);
    }

    [Fact]
    public async Task Pull_HugeSuspendTime_IsHeldForAsLongAsAllowed()
    {
        PullMessageRequest request =
            Calls.Pull("T", 0, suspendMilliseconds: 1) with { SuspendTimeoutMillis = long.MaxValue };
        Task<RemotingResponse> pull = await ParkAsync(request);
        for (int i = 0; i < 4; i++)
        {
            // Somebody must say something, or the connection is idle for too long.
            _host.Time.Advance(TimeSpan.FromSeconds(31));
            await _consumer.CallAsync(new GetMaxOffsetRequest("T", 0));
        }

        Assert.Equal(ResponseCode.PullNotFound, (await pull).Code);
    }

    [Fact]
    public async Task Pull_ConnectionCloses_IsForgotten()
    {
        RemotingConnection leaving = await _host.ConnectAsync();
        _ = leaving.CallAsync(Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds));
        await leaving.CallAsync(new GetMaxOffsetRequest("T", 0));
        Assert.Equal(1, _host.Broker.ParkedPulls);

        leaving.Close("test");
        await Eventually.IsTrueAsync(() => _host.Broker.ParkedPulls == 0);
    }

    [Fact]
    public async Task Pull_TooManyWait_IsAnsweredAtOnce()
    {
        PullMessageRequest request = Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds);
        var waiting = new List<Task<RemotingResponse>>();
        for (int i = 0; i < 300; i++) waiting.Add(_consumer.CallAsync(request));
        await _consumer.CallAsync(new GetMaxOffsetRequest("T", 0));
        Assert.Equal(300, _host.Broker.ParkedPulls);

        Assert.Equal(ResponseCode.PullNotFound, (await _consumer.CallAsync(request)).Code);

        await _producer.SendAsync("T", "for all");
        foreach (RemotingResponse response in await Task.WhenAll(waiting))
            Assert.Equal(["for all"], Calls.Bodies(response));
        Assert.Equal(0, _host.Broker.ParkedPulls);
    }

    [Fact]
    public async Task Pull_TopicIsDeleted_SaysSo()
    {
        Task<RemotingResponse> pull = await ParkAsync(Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds));
        await _producer.CallAsync(new DeleteTopicRequest("T"));

        Assert.Equal(ResponseCode.TopicNotExist, (await pull).Code);
    }

    [Fact]
    public async Task Pull_BrokerStops_IsAnswered()
    {
        Task<RemotingResponse> pull = await ParkAsync(Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds));
        Task stopping = _host.RestartAsync();

        Assert.Equal(ResponseCode.PullNotFound, (await pull).Code);
        await stopping;
    }

    [Fact]
    public async Task Pull_SubscriptionFromTheHeartbeat_IsUsedOnWakeUp()
    {
        await _consumer.CallAsync(
            new HeartbeatRequest(), Calls.Heartbeat("c", "CG", Calls.Subscribe("T", "TagB", 1, "TagB")));
        PullMessageRequest request =
            Calls.Pull("T", 0, suspendMilliseconds: SuspendMilliseconds) with { SysFlag = 2, Subscription = null };
        Task<RemotingResponse> pull = await ParkAsync(request);
        await _producer.SendAsync("T", "a", "TAGS=TagA;");
        Assert.Equal(1, _host.Broker.ParkedPulls);
        await _producer.SendAsync("T", "b", "TAGS=TagB;");

        Assert.Equal(["b"], Calls.Bodies(await pull));
    }

    /// <summary>A message that arrives while its reader is about to wait must not be missed.</summary>
    [Fact]
    public async Task Pull_RacingWithSends_NeverMissesOne()
    {
        for (int offset = 0; offset < 300; offset++)
        {
            Task<RemotingResponse> pull =
                _consumer.CallAsync(Calls.Pull("T", offset, suspendMilliseconds: SuspendMilliseconds));
            Task<RemotingResponse> send = _producer.SendAsync("T", "m" + offset);

            Assert.Equal(["m" + offset], Calls.Bodies(await pull));
            Assert.Equal(ResponseCode.Success, (await send).Code);
        }

        Assert.Equal(0, _host.Broker.ParkedPulls);
    }

    /// <summary>Requests of a connection are handled in order: once a later one is answered, the pull waits.</summary>
    private async Task<Task<RemotingResponse>> ParkAsync(PullMessageRequest request)
    {
        Task<RemotingResponse> pull = _consumer.CallAsync(request);
        await _consumer.CallAsync(new GetMaxOffsetRequest("T", 0));
        Assert.Equal(1, _host.Broker.ParkedPulls);
        Assert.False(pull.IsCompleted);
        return pull;
    }
}
