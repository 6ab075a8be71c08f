using Ariane.Client.Consuming;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Tests.Consuming;

/// <summary>How a push consumer joins its group, stays in it and shares its queues.</summary>
public sealed class MembershipTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Start_Clustering_AnnouncesGroupTopicAndRetryTopic()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        ArianeClient client = cluster.Connect();
        await using PushConsumer consumer = await _shop.StartAsync(
            client, Shop.Options with { Subscriptions = [new Subscription(FakeCluster.Topic, "TagA || TagB")] });

        HeartbeatData heartbeat = cluster.Broker.Heartbeats.All[0];
        ConsumerData announced = Assert.Single(heartbeat.Consumers);
        Assert.Equal("10.0.0.1@one", client.ClientId);
        Assert.Equal(client.ClientId, heartbeat.ClientId);
        Assert.Equal(
            (FakeCluster.Group, ConsumeType.ConsumePassively, MessageModel.Clustering, ConsumeFromWhere.FirstOffset),
            (announced.GroupName, announced.ConsumeType, announced.MessageModel, announced.ConsumeFromWhere));
        Assert.Equal(
            [FakeCluster.Topic, Shop.RetryTopic], announced.Subscriptions.Select(subscription => subscription.Topic));
        Assert.Equal(["TagA", "TagB"], announced.Subscriptions[0].Tags);
        Assert.Equal([2598919, 2598920], announced.Subscriptions[0].TagCodes);
    }

    [Fact]
    public async Task Rebalance_MemberJoins_GivesUpHalfOfTheQueuesAndCommitsThem()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 4);
        cluster.Broker.Store(FakeCluster.Topic, 3, new byte[1]);
        cluster.Broker.Members = ["10.0.0.1@one"];
        PushConsumerOptions options = Shop.Options with { MaxBufferedMessages = 1 };
        await using PushConsumer first = await _shop.StartAsync(cluster.Connect("one"), options);
        Assert.Equal([0, 1, 2, 3], Shop.QueuesOf(first));

        // With so small a buffer, the next fetch tells that the message is finished.
        await cluster.Broker.Pulls.WaitForAsync(pulls => pulls.Any(pull => pull is { QueueId: 3, QueueOffset: 1 }));

        cluster.Broker.Members = ["10.0.0.1@two", "10.0.0.1@one"];
        await cluster.Broker.NotifyAsync(FakeCluster.Group);
        await cluster.Broker.Commits.WaitForAsync(
            commits => commits.Any(commit => commit is { QueueId: 3, CommitOffset: 1 }));
        await using PushConsumer second = await _shop.StartAsync(cluster.Connect("two"), options);

        Assert.Equal([0, 1], Shop.QueuesOf(first));
        Assert.Equal([2, 3], Shop.QueuesOf(second));
        Assert.Single(_shop.Received.All);
    }

    [Fact]
    public async Task Rebalance_BrokerDoesNotKnowTheMembers_KeepsTheQueues()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 2);
        await using PushConsumer consumer = await _shop.StartAsync(cluster);
        Assert.Equal([0, 1], Shop.QueuesOf(consumer));

        await cluster.Broker.DisposeAsync();
        cluster.Time.Advance(Shop.Options.RebalanceInterval);

        Assert.Equal([0, 1], Shop.QueuesOf(consumer));
    }

    [Fact]
    public async Task Heartbeat_ConnectionLost_IsSentAgainSoonOnANewOne()
    {
        await using FakeCluster cluster =
            new FakeCluster().WithTopic(queues: 1).WithTopic(queues: 1, topic: Shop.RetryTopic);
        await using PushConsumer consumer = await _shop.StartAsync(
            cluster.Connect(), Shop.Options with { FetchRetryDelay = TimeSpan.FromSeconds(3) });
        int before = cluster.Broker.Heartbeats.All.Count;

        Task reconnecting = cluster.Time.WhenTimerSetAsync(TimeSpan.FromSeconds(1));
        cluster.Broker.Disconnect();
        await reconnecting;
        cluster.Time.Advance(TimeSpan.FromSeconds(1));

        await cluster.Broker.Heartbeats.WaitForAsync(before + 1);
    }

    [Fact]
    public async Task Heartbeat_BrokerAwayForLonger_IsSentOnceAFetchReachesItAgain()
    {
        await using FakeCluster cluster =
            new FakeCluster().WithTopic(queues: 1).WithTopic(queues: 1, topic: Shop.RetryTopic);
        var gate = new GateConnector(cluster.Network);
        var options = Shop.Options with { FetchRetryDelay = TimeSpan.FromSeconds(7) };
        await using PushConsumer consumer = await _shop.StartAsync(cluster.Connect(connector: gate), options);
        await cluster.Broker.Pulls.WaitForAsync(1);
        int before = cluster.Broker.Heartbeats.All.Count;

        gate.IsClosed = true;
        Task reconnecting = cluster.Time.WhenTimerSetAsync(TimeSpan.FromSeconds(1));
        Task fetching = cluster.Time.WhenTimerSetAsync(options.FetchRetryDelay);
        cluster.Broker.Disconnect();
        await reconnecting;
        await fetching;
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await gate.Refused;
        gate.IsClosed = false;
        cluster.Time.Advance(options.FetchRetryDelay);

        await cluster.Broker.Heartbeats.WaitForAsync(before + 1);
    }

    [Fact]
    public async Task Start_TopicNotThereYet_IsAnnouncedOnceItIs()
    {
        await using FakeCluster cluster = new FakeCluster();
        await using PushConsumer consumer = await _shop.StartAsync(cluster);
        Assert.Empty(cluster.Broker.Heartbeats.All);

        cluster.WithTopic(queues: 1);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));

        await cluster.Broker.Heartbeats.WaitForAsync(1);
    }

    [Fact]
    public async Task Rebalance_BrokerKnowsOtherMembersOnly_IsAnnouncedAgain()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 2);
        await using PushConsumer consumer = await _shop.StartAsync(cluster);
        int before = cluster.Broker.Heartbeats.All.Count;

        cluster.Broker.Members = ["10.0.0.1@two"];
        cluster.Time.Advance(Shop.Options.RebalanceInterval);

        await cluster.Broker.Heartbeats.WaitForAsync(before + 1);
    }

    [Fact]
    public async Task Dispose_ConnectionLostAtTheSameTime_EndsWithoutAnError()
    {
        for (int round = 0; round < 20; round++)
        {
            await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 4);
            PushConsumer consumer = await _shop.StartAsync(cluster);
            await cluster.Broker.Pulls.WaitForAsync(4);

            Task losing = Task.Run(cluster.Broker.Disconnect);
            await consumer.DisposeAsync();
            await losing;
        }
    }

    [Fact]
    public async Task Heartbeat_Period_IsKept()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        await using PushConsumer consumer = await _shop.StartAsync(cluster);

        cluster.Time.Advance(TimeSpan.FromSeconds(30));

        await cluster.Broker.Heartbeats.WaitForAsync(2);
    }
}
