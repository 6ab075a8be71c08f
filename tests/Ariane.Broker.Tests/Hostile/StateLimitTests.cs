using System.Text;
using Ariane.Broker.Clients;
using Ariane.Broker.Offsets;
using Ariane.Broker.Pulling;
using Ariane.Broker.Sending;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Hostile;

/// <summary>What clients can make the broker remember, or work on, is limited.</summary>
public sealed class StateLimitTests : IAsyncLifetime
{
    private BrokerHost _host = null!;
    private RemotingConnection _client = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync(static options => options with
        {
            Clients = new ClientOptions { MaxCharactersPerConnection = 1000 },
            Offsets = new OffsetOptions { MaxOffsets = 3 },
            Sending = new SendOptions { MaxNewTopicBytes = 1000 },
            Pulling = new PullOptions { MaxParkedPulls = 20_000 },
        });
        _client = await _host.ConnectAsync();
        await _client.CreateTopicAsync("T", queues: 8);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(256, 1)]
    [InlineData(1, 256)]
    public async Task Heartbeat_EndlessName_IsRefused(int clientIdLength, int groupLength)
    {
        RemotingResponse refused = await _client.CallAsync(
            new HeartbeatRequest(),
            new HeartbeatData(new string('c', clientIdLength))
            {
                Producers = [new ProducerData(new string('g', groupLength))],
            });

        Assert.Equal(ResponseCode.SystemError, refused.Code);
        Assert.Contains("256 characters", refused.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeat_MoreSubscriptionsThanAConnectionMayHave_IsRefusedUntilOthersGo()
    {
        Assert.Equal(ResponseCode.Success, (await BeatAsync("A", 700)).Code);
        Assert.Equal(ResponseCode.Success, (await BeatAsync("A", 800)).Code);   // in place of those before
        Assert.Equal(ResponseCode.SystemError, (await BeatAsync("B", 700)).Code);

        // What a heartbeat leaves out is still kept, so it still counts.
        var without = new HeartbeatData("c")
        {
            Consumers = [new ConsumerData("A")], Fingerprint = 7, WithoutSubscriptions = true,
        };
        await _client.CallAsync(new HeartbeatRequest(), without);
        Assert.Equal(ResponseCode.SystemError, (await BeatAsync("B", 700)).Code);

        await _client.CallAsync(new UnregisterClientRequest("c", null, "A"));
        Assert.Equal(ResponseCode.Success, (await BeatAsync("B", 700)).Code);
    }

    [Fact]
    public async Task Commit_MoreOffsetsThanAreKept_IsRefusedAndKnownOnesGoOn()
    {
        await _client.CallAsync(new GetGroupConfigRequest("CG"));
        for (int queue = 0; queue < 3; queue++) Assert.Equal(ResponseCode.Success, await CommitAsync(queue, 1));

        Assert.Equal(ResponseCode.SystemError, await CommitAsync(3, 1));
        Assert.Equal(ResponseCode.Success, await CommitAsync(2, 2));
        await _client.CallAsync(new DeleteGroupRequest("CG", CleanOffset: true));
        await _client.CallAsync(new GetGroupConfigRequest("CG"));
        Assert.Equal(ResponseCode.Success, await CommitAsync(3, 1));
    }

    [Fact]
    public async Task ConsumeStats_SameTopicManyTimes_IsMeasuredOnce()
    {
        string topics = string.Concat(Enumerable.Repeat("T;", 50_000));
        RemotingResponse response = await _client.CallAsync(new GetConsumeStatsRequest("CG") { TopicList = topics });

        Assert.True(ConsumeStats.TryParse(response.Body.Span, out ConsumeStats? stats, out _));
        Assert.Equal(8, stats.Queues.Count);
    }

    [Fact]
    public async Task ConsumeStats_OfMoreQueuesThanAnyGroupHas_IsRefused()
    {
        for (int i = 0; i < 4; i++) await _client.CreateTopicAsync($"Wide{i}", queues: 65_536);
        RemotingResponse refused = await _client.CallAsync(
            new GetConsumeStatsRequest("CG") { TopicList = "Wide0;Wide1;Wide2;Wide3" });

        Assert.Equal(ResponseCode.SystemError, refused.Code);
    }

    [Fact]
    public async Task Send_ToNewTopicsBeyondWhatMayWait_IsRefusedAsBusy()
    {
        RemotingResponse busy = await _client.SendAsync("New1", new string('x', 2000));
        RemotingResponse taken = await _client.SendAsync("New2", "small");

        Assert.Equal(ResponseCode.SystemBusy, busy.Code);
        Assert.Equal(ResponseCode.Success, taken.Code);
    }

    [Fact]
    public async Task Pull_WaitingForManyQueues_LeavesNoneBehindForEver()
    {
        await _client.CreateTopicAsync("Wide", queues: 6000);
        Task<RemotingResponse>[] pulls = [.. Enumerable.Range(0, 6000).Select(queue =>
            _client.CallAsync(Calls.Pull("Wide", 0, queue, suspendMilliseconds: 5000)))];

        // Of the pulls, the count rises a moment before the last one has a deadline.
        await Eventually.IsTrueAsync(() => _host.Broker.ParkedQueues == 6000);

        _host.Time.Advance(TimeSpan.FromSeconds(10));

        await Task.WhenAll(pulls);
        Assert.Equal(0, _host.Broker.ParkedPulls);
        Assert.Equal(0, _host.Broker.ParkedQueues);
    }

    [Fact]
    public async Task Pull_OfConnectionThatLetsManyWait_LeavesPlacesToOthers()
    {
        List<Task<RemotingResponse>> pulls = [.. Enumerable.Range(0, 10_100).Select(_ => PullAsync(_client))];
        Assert.Equal(ResponseCode.PullNotFound, (await pulls[^1]).Code);
        RemotingConnection other = await _host.ConnectAsync();
        Task<RemotingResponse> waiting = PullAsync(other);

        await Eventually.IsTrueAsync(() => _host.Broker.ParkedPulls == 10_001);
        Assert.False(waiting.IsCompleted);
        await _client.SendAsync("T", "m");
        Assert.Equal(ResponseCode.Success, (await waiting).Code);

        static Task<RemotingResponse> PullAsync(RemotingConnection connection) =>
            connection.CallAsync(Calls.Pull("T", 0, 0, suspendMilliseconds: 5000));
    }

    private Task<RemotingResponse> BeatAsync(string group, int characters) => _client.CallAsync(
        new HeartbeatRequest(), Calls.Heartbeat("c", group, Calls.Subscribe("T", new string('x', characters))));

    private async Task<ResponseCode> CommitAsync(int queueId, long offset) =>
        (await _client.CallAsync(new UpdateConsumerOffsetRequest("CG", "T", queueId, offset))).Code;
}
