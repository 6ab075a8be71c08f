using System.Text;
using Ariane.Broker.Clients;
using Ariane.Broker.Groups;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Tests.Clients;

public sealed class HeartbeatTests : IAsyncLifetime
{
    private readonly NoticeRecorder _notices = new();
    private BrokerHost _host = null!;
    private RemotingConnection _first = null!;
    private RemotingConnection _second = null!;

    public async Task InitializeAsync()
    {
        _host = await BrokerHost.StartAsync(
            static options => options with { Clients = new ClientOptions { MaxGroupsPerConnection = 50 } });
        _first = await _host.ConnectAsync(_notices.Table);
        _second = await _host.ConnectAsync();
        await _first.CreateTopicAsync("T");
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Heartbeat_Consumer_IsListedWhenItIsAnswered()
    {
        await BeatAsync(_first, "c1");
        await BeatAsync(_second, "c2");

        Assert.Equal(["c1", "c2"], await MembersAsync());
    }

    [Fact]
    public async Task Heartbeat_NewGroup_HasARetryTopic()
    {
        await BeatAsync(_first, "c1");
        RemotingResponse found = await _first.CallAsync(new GetTopicConfigRequest("%RETRY%CG"));

        Assert.True(TopicConfig.TryParse(found.Body.Span, out TopicConfig? config, out _));
        Assert.Equal((1, 1), (config.ReadQueueNums, config.WriteQueueNums));
        Assert.Equal(TopicPermission.Read | TopicPermission.Write, config.Perm);
    }

    [Fact]
    public async Task Heartbeat_MemberComesAndGoes_OthersAreTold()
    {
        await BeatAsync(_first, "c1");
        await Eventually.IsTrueAsync(() => _notices.Groups.Count == 1);
        await BeatAsync(_second, "c2");
        await Eventually.IsTrueAsync(() => _notices.Groups.Count == 2);
        await BeatAsync(_second, "c2");
        _second.Close("test");
        await Eventually.IsTrueAsync(() => _notices.Groups.Count == 3);

        Assert.All(_notices.Groups, static group => Assert.Equal("CG", group));
        Assert.Equal(["c1"], await MembersAsync());
    }

    [Fact]
    public async Task Heartbeat_TopicComesOrGoes_MembersAreTold()
    {
        await BeatAsync(_first, "c1");
        await BeatAsync(_first, "c1", Calls.Subscribe("T"), Calls.Subscribe("U"));
        await BeatAsync(_first, "c1", Calls.Subscribe("T"), Calls.Subscribe("U"));
        await BeatAsync(_first, "c1", Calls.Subscribe("T"));

        // One notice for joining and one for each change; the one in between changed nothing.
        await Eventually.IsTrueAsync(() => _notices.Groups.Count == 3);
    }

    [Fact]
    public async Task Heartbeat_Broadcasting_NobodyIsTold()
    {
        HeartbeatData data = new("c1")
        {
            Consumers =
            [
                new ConsumerData("CG")
                {
                    MessageModel = MessageModel.Broadcasting, Subscriptions = [Calls.Subscribe("T")],
                },
            ],
        };
        await _first.CallAsync(new HeartbeatRequest(), data);
        await _second.CallAsync(new HeartbeatRequest(), data with { ClientId = "c2" });
        await MembersAsync();

        Assert.Empty(_notices.Groups);
    }

    [Fact]
    public async Task Heartbeat_OlderSubscription_DoesNotReplaceANewerOne()
    {
        await BeatAsync(_first, "c1", Calls.Subscribe("T", "TagB", 5, "TagB"));
        await BeatAsync(_first, "c1", Calls.Subscribe("T", "TagA", 4, "TagA"));
        await _first.SendAsync("T", "a", "TAGS=TagA");   // whose later requests find it, unlike those of others
        await _first.SendAsync("T", "b", "TAGS=TagB");
        RemotingResponse pulled = await _first.CallAsync(Calls.Pull("T", 0) with { SysFlag = 0, SubVersion = 5 });

        Assert.Equal(["b"], Calls.Bodies(pulled));
    }

    [Fact]
    public async Task Heartbeat_SecondVersion_AsksForSubscriptionsOnlyWhenItMust()
    {
        HeartbeatData full = Calls.Heartbeat("c1", "CG", Calls.Subscribe("T")) with { Fingerprint = 77 };
        HeartbeatData bare = Calls.Heartbeat("c1", "CG") with { Fingerprint = 77, WithoutSubscriptions = true };

        // Nothing is known of what it leaves out.
        Assert.True(await IsChangedAsync(_first, bare));
        Assert.False(await IsChangedAsync(_first, full));
        Assert.False(await IsChangedAsync(_first, bare));
        Assert.Equal(ResponseCode.PullNotFound, (await _first.CallAsync(Calls.Pull("T", 0) with { SysFlag = 0 })).Code);

        // Another client of the group has other subscriptions.
        Assert.True(await IsChangedAsync(_second, full with { ClientId = "c2", Fingerprint = 78 }));
        Assert.True(await IsChangedAsync(_first, bare));
    }

    [Fact]
    public async Task Heartbeat_FirstVersion_AlwaysSaysChanged() =>
        Assert.True(await IsChangedAsync(_first, Calls.Heartbeat("c1", "CG", Calls.Subscribe("T"))));

    [Fact]
    public async Task Heartbeat_GroupThatMayNotExist_IsPassedOver()
    {
        await using BrokerHost host = await BrokerHost.StartAsync(
            static options => options with { Groups = new GroupOptions { AutoCreate = false } });
        RemotingConnection client = await host.ConnectAsync();
        RemotingResponse response = await client.CallAsync(new HeartbeatRequest(), Calls.Heartbeat("c1", "CG"));

        Assert.Equal(ResponseCode.Success, response.Code);
        Assert.Equal(ResponseCode.SystemError, (await client.CallAsync(new GetConsumerListRequest("CG"))).Code);
    }

    [Fact]
    public async Task Heartbeat_TooManyGroups_IsRefused()
    {
        HeartbeatData data =
            new("c1") { Producers = [.. Enumerable.Range(0, 51).Select(static i => new ProducerData("P" + i))] };

        Assert.Equal(ResponseCode.SystemError, (await _first.CallAsync(new HeartbeatRequest(), data)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"clientID\":1,\"consumerDataSet\":7}")]
    [InlineData("{\"clientID\":\"c\",\"consumerDataSet\":[{\"groupName\":null}]}")]
    [InlineData("{\"clientID\":\"c\",\"consumerDataSet\":[{\"groupName\":\"G\",\"subscriptionDataSet\":[{}]}]}")]
    [InlineData("{\"clientID\":\"c\",\"producerDataSet\":[{}]}")]
    [InlineData("{\"clientID\":\"c\",\"consumerDataSet\":[{\"groupName\":\"G\",\"consumeType\":\"NO_SUCH\"}]}")]
    public async Task Heartbeat_Strange_IsAnsweredAndHarmsNobody(string body)
    {
        await _first.CallAsync(new HeartbeatRequest(), Encoding.UTF8.GetBytes(body));

        await BeatAsync(_first, "c1");
        Assert.Equal(["c1"], await MembersAsync());
    }

    [Fact]
    public async Task Unregister_Consumer_TakesItOutAndTellsTheOthers()
    {
        await BeatAsync(_first, "c1");
        await BeatAsync(_second, "c2");
        await Eventually.IsTrueAsync(() => _notices.Groups.Count == 2);
        RemotingResponse response = await _second.CallAsync(new UnregisterClientRequest("c2", "PG", "CG"));

        Assert.Equal(ResponseCode.Success, response.Code);
        await Eventually.IsTrueAsync(() => _notices.Groups.Count == 3);
        Assert.Equal(["c1"], await MembersAsync());
    }

    [Fact]
    public async Task Unregister_LastConsumer_LeavesNoGroup()
    {
        await BeatAsync(_first, "c1");
        await _first.CallAsync(new UnregisterClientRequest("c1", ConsumerGroup: "CG"));

        Assert.Equal(ResponseCode.SystemError, (await _first.CallAsync(new GetConsumerListRequest("CG"))).Code);
        await BeatAsync(_first, "c1");
        Assert.Equal(["c1"], await MembersAsync());
    }

    [Fact]
    public async Task Expiry_NoHeartbeat_DisconnectsThatClientAlone()
    {
        await BeatAsync(_first, "c1");
        await BeatAsync(_second, "c2");
        for (int i = 0; i < 14; i++)
        {
            // Both talk, so that neither is idle; only one sends heartbeats.
            _host.Time.Advance(TimeSpan.FromSeconds(10));
            await BeatAsync(_first, "c1");
            if (_second.IsOpen && i < 11) await _second.CallAsync(new GetMaxOffsetRequest("T", 0));
        }

        await Eventually.IsTrueAsync(() => !_second.IsOpen);
        await Eventually.IsTrueAsync(async () => (await MembersAsync()).SequenceEqual(["c1"]));
        Assert.True(_first.IsOpen);
    }

    private static async Task BeatAsync(RemotingConnection client, string id, params SubscriptionData[] subscriptions)
    {
        if (subscriptions.Length == 0) subscriptions = [Calls.Subscribe("T")];
        RemotingResponse response =
            await client.CallAsync(new HeartbeatRequest(), Calls.Heartbeat(id, "CG", subscriptions));
        Assert.Equal(ResponseCode.Success, response.Code);
    }

    private static async Task<bool> IsChangedAsync(RemotingConnection client, HeartbeatData data)
    {
        RemotingResponse response = await client.CallAsync(new HeartbeatRequest(), data);
        HeartbeatResponse header = response.ReadHeader<HeartbeatResponse>();
        Assert.True(header.SupportsVersion2);
        return header.SubscriptionChanged;
    }

    private async Task<IEnumerable<string>> MembersAsync()
    {
        RemotingResponse response = await _first.CallAsync(new GetConsumerListRequest("CG"));
        Assert.True(ConsumerList.TryParse(response.Body.Span, out ConsumerList? list, out _));
        return list.ClientIds.Order();
    }
}
