using System.Text;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Transports;

namespace Ariane.Client.Tests;

public sealed class PushConsumerTests
{
    private const string RetryTopic = "%RETRY%" + FakeCluster.Group;

    private static readonly PushConsumerOptions Options = new()
    {
        Group = FakeCluster.Group,
        Subscriptions = [new Subscription(FakeCluster.Topic)],
        ConsumeFrom = ConsumeFrom.FirstOffset,
    };

    private readonly Recorder<ReceivedMessage> _received = new();

    [Fact]
    public async Task Handler_StoredAndNewMessages_GetsThemAsTheyWereSent()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        const string Properties = "TAGS\u0001TagA\u0002KEYS\u0001k1 k2\u0002UNIQ_KEY\u0001id-1\u0002";
        cluster.Broker.Store(FakeCluster.Topic, 0, "old"u8.ToArray(), Properties);
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);

        await _received.WaitForAsync(1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "new"u8.ToArray());

        IReadOnlyList<ReceivedMessage> received = await _received.WaitForAsync(2);
        Assert.Equal(["old", "new"], received.Select(BodyOf));
        Assert.Equal("TagA", received[0].Tag);
        Assert.Equal(["k1", "k2"], received[0].Keys);
        Assert.Equal("id-1", received[0].MessageId);
        Assert.Equal(received[1].OffsetMessageId, received[1].MessageId);
        Assert.Equal((0L, 1L), (received[0].QueueOffset, received[1].QueueOffset));
    }

    [Fact]
    public async Task Start_Clustering_AnnouncesGroupTopicAndRetryTopic()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        ArianeClient client = cluster.Connect();
        await using PushConsumer consumer = await client.StartPushConsumerAsync(
            Options with { Subscriptions = [new Subscription(FakeCluster.Topic, "TagA || TagB")] }, Succeed);

        HeartbeatData heartbeat = cluster.Broker.Heartbeats.All[0];
        ConsumerData announced = Assert.Single(heartbeat.Consumers);
        Assert.Equal("10.0.0.1@one", client.ClientId);
        Assert.Equal(client.ClientId, heartbeat.ClientId);
        Assert.Equal(
            (FakeCluster.Group, ConsumeType.ConsumePassively, MessageModel.Clustering, ConsumeFromWhere.FirstOffset),
            (announced.GroupName, announced.ConsumeType, announced.MessageModel, announced.ConsumeFromWhere));
        Assert.Equal(
            [FakeCluster.Topic, RetryTopic], announced.Subscriptions.Select(subscription => subscription.Topic));
        Assert.Equal(["TagA", "TagB"], announced.Subscriptions[0].Tags);
        Assert.Equal([2598919, 2598920], announced.Subscriptions[0].TagCodes);
    }

    [Fact]
    public async Task Handler_TagsWithTheSameHash_GetsOnlyTheOneSubscribed()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray(), "TAGS\u0001Aa\u0002");
        cluster.Broker.Store(FakeCluster.Topic, 0, "2"u8.ToArray(), "TAGS\u0001BB\u0002");
        cluster.Broker.Store(FakeCluster.Topic, 0, "3"u8.ToArray(), "TAGS\u0001Aa\u0002");
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options with { Subscriptions = [new Subscription(FakeCluster.Topic, "Aa")] }, Succeed);

        Assert.Equal(["1", "3"], (await _received.WaitForAsync(2)).Select(BodyOf).Order());
    }

    [Fact]
    public async Task Commit_LaterMessageFinishedFirst_DoesNotPassTheOneStillRunning()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 5; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[] { (byte)count });
        var gate = new TaskCompletionSource<ConsumeResult>();
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, (message, _) =>
        {
            _received.Add(message);
            return message.QueueOffset == 2 ? new ValueTask<ConsumeResult>(gate.Task) : new(ConsumeResult.Success);
        });
        await _received.WaitForAsync(5);

        cluster.Time.Advance(Options.CommitInterval);
        UpdateConsumerOffsetRequest early = (await cluster.Broker.Commits.WaitForAsync(Reached(2)))[^1];
        Assert.Equal((2L, 0, FakeCluster.Topic), (early.CommitOffset, early.QueueId, early.Topic));
        Assert.DoesNotContain(cluster.Broker.Commits.All, commit => commit.CommitOffset > 2);

        gate.SetResult(ConsumeResult.Success);
        await consumer.DisposeAsync();
        Assert.Equal(5, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));
    }

    [Fact]
    public async Task Dispose_MessagesHandled_CommitsThemAndLeavesTheGroup()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);
        await _received.WaitForAsync(1);

        await consumer.DisposeAsync();

        Assert.Equal(1, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));
        Assert.Equal(FakeCluster.Group, Assert.Single(cluster.Broker.Departures.All).ConsumerGroup);
    }

    [Fact]
    public async Task Start_StoredOffset_GoesOnThere()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 5; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        cluster.Broker.SetOffset(FakeCluster.Group, FakeCluster.Topic, 0, 3);
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);

        Assert.Equal([3L, 4L], (await _received.WaitForAsync(2)).Select(message => message.QueueOffset).Order());
    }

    [Fact]
    public async Task Start_NewGroupFromLastOffset_GetsOnlyWhatArrivesLater()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "old"u8.ToArray());
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options with { ConsumeFrom = ConsumeFrom.LastOffset }, Succeed);
        cluster.Broker.Store(FakeCluster.Topic, 0, "new"u8.ToArray());

        Assert.Equal(["new"], (await _received.WaitForAsync(1)).Select(BodyOf));
    }

    [Fact]
    public async Task Start_NewGroupFromTimestamp_AsksTheBrokerForIt()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "0"u8.ToArray());
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray());
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options with { ConsumeFrom = ConsumeFrom.Timestamp }, Succeed);

        Assert.Equal(["1"], (await _received.WaitForAsync(1)).Select(BodyOf));
        Assert.Equal(cluster.Time.GetUtcNow().AddMinutes(-30).ToUnixTimeMilliseconds(), cluster.Broker.Searches.All[0]);
    }

    [Fact]
    public async Task Start_OffsetNoLongerStored_GoesOnAtTheFirstOneThatIs()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.DropBefore(FakeCluster.Topic, 0, 100);
        cluster.Broker.Store(FakeCluster.Topic, 0, "first"u8.ToArray());
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);

        Assert.Equal(100, (await _received.WaitForAsync(1))[0].QueueOffset);
        Assert.Equal(100, cluster.Broker.Commits.All[0].CommitOffset);
    }

    [Fact]
    public async Task Handler_Fails_GivesTheMessageBackAndGoesOn()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1], "UNIQ_KEY\u0001id-1\u0002");
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options, (_, _) => throw new InvalidOperationException("The application cannot."));

        SendBackRequest sentBack = (await cluster.Broker.SentBack.WaitForAsync(1))[0];
        Assert.Equal(
            (FakeCluster.Group, "id-1", FakeCluster.Topic, 0, 1000L, 16),
            (sentBack.Group,
                sentBack.OriginMsgId,
                sentBack.OriginTopic,
                sentBack.DelayLevel,
                sentBack.LogOffset,
                sentBack.MaxReconsumeTimes));

        await consumer.DisposeAsync();
        Assert.Equal(1, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));
    }

    [Fact]
    public async Task Handler_FailsAndBrokerTakesNothingBack_IsCalledAgainLaterAndNothingIsCommittedBefore()
    {
        await using FakeCluster cluster = new FakeCluster(supportsSendBack: false).WithTopic(queues: 1);
        // Of a length that no other timer has.
        PushConsumerOptions options = Options with { LocalRetryDelay = TimeSpan.FromSeconds(7) };
        cluster.Broker.Store(FakeCluster.Topic, 0, "a"u8.ToArray());
        cluster.Broker.Store(FakeCluster.Topic, 0, "b"u8.ToArray());
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(options, (message, _) =>
        {
            int timesBefore = message.ReconsumeTimes;
            _received.Add(message);
            return new(BodyOf(message) == "a" && timesBefore == 0 ? ConsumeResult.RetryLater : ConsumeResult.Success);
        });
        await _received.WaitForAsync(2);
        await cluster.Time.WhenTimerSetAsync(options.LocalRetryDelay);
        await consumer.CommitAsync();
        Assert.Equal(0, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));

        cluster.Time.Advance(options.LocalRetryDelay);

        ReceivedMessage again = (await _received.WaitForAsync(3))[2];
        Assert.Equal(("a", 1), (BodyOf(again), again.ReconsumeTimes));
        await consumer.DisposeAsync();
        Assert.Equal(2, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));
    }

    [Fact]
    public async Task Handler_MessageOfTheRetryTopic_HasItsOriginalTopic()
    {
        await using FakeCluster cluster =
            new FakeCluster().WithTopic(queues: 1).WithTopic(queues: 1, topic: RetryTopic);
        cluster.Broker.Store(RetryTopic, 0, new byte[1], $"RETRY_TOPIC\u0001{FakeCluster.Topic}\u0002");
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options with { ConsumeFrom = ConsumeFrom.LastOffset }, Succeed);

        ReceivedMessage message = (await _received.WaitForAsync(1))[0];
        Assert.Equal((FakeCluster.Topic, RetryTopic), (message.Topic, message.Queue.Topic));
    }

    [Fact]
    public async Task Handler_Batches_GetsNeighboursAndMayFinishSome()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 5; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[] { (byte)count });
        var sizes = new Recorder<int>();
        await using PushConsumer consumer = await cluster.Connect().StartBatchPushConsumerAsync(
            Options with { BatchSize = 3 },
            (messages, _) =>
            {
                sizes.Add(messages.Count);
                return new(messages.Count == 3 ? ConsumeResult.HandledFirst(1) : ConsumeResult.DeadLetter);
            });

        await cluster.Broker.SentBack.WaitForAsync(4);

        Assert.Equal([2, 3], sizes.All.Order());
        Assert.Equal([-1, -1, 0, 0], cluster.Broker.SentBack.All.Select(sent => sent.DelayLevel).Order());
    }

    [Fact]
    public async Task Handlers_ManyMessages_RunSoManyAtATime()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 10; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        var gate = new TaskCompletionSource<ConsumeResult>();
        PushConsumerOptions options = Options with { Concurrency = 3 };
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(options, (message, _) =>
        {
            _received.Add(message);
            return new(gate.Task);
        });

        await _received.WaitForAsync(3);
        Assert.Equal(3, _received.All.Count);
        gate.SetResult(ConsumeResult.Success);
        await _received.WaitForAsync(10);
    }

    [Fact]
    public async Task Fetching_TooManyUnfinished_PausesUntilSomeAre()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 8; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        var gate = new TaskCompletionSource<ConsumeResult>();
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options with { FetchSize = 2, MaxBufferedMessages = 4 },
            (message, _) =>
            {
                _received.Add(message);
                return new(gate.Task);
            });

        await _received.WaitForAsync(4);
        Assert.Equal([0L, 2L], cluster.Broker.Pulls.All.Select(pull => pull.QueueOffset));
        gate.SetResult(ConsumeResult.Success);
        await _received.WaitForAsync(8);
    }

    [Fact]
    public async Task Rebalance_MemberJoins_GivesUpHalfOfTheQueuesAndCommitsThem()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 4);
        cluster.Broker.Store(FakeCluster.Topic, 3, new byte[1]);
        cluster.Broker.Members = ["10.0.0.1@one"];
        await using PushConsumer first = await cluster.Connect("one").StartPushConsumerAsync(Options, Succeed);
        Assert.Equal([0, 1, 2, 3], Ids(first));
        await _received.WaitForAsync(1);

        cluster.Broker.Members = ["10.0.0.1@two", "10.0.0.1@one"];
        await cluster.Broker.NotifyAsync(FakeCluster.Group);
        await cluster.Broker.Commits.WaitForAsync(
            commits => commits.Any(commit => commit is { QueueId: 3, CommitOffset: 1 }));
        await using PushConsumer second = await cluster.Connect("two").StartPushConsumerAsync(Options, Succeed);

        Assert.Equal([0, 1], Ids(first));
        Assert.Equal([2, 3], Ids(second));
        Assert.Single(_received.All);
    }

    [Fact]
    public async Task Rebalance_BrokerDoesNotKnowTheMembers_KeepsTheQueues()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 2);
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);
        Assert.Equal([0, 1], Ids(consumer));

        await cluster.Broker.DisposeAsync();
        cluster.Time.Advance(Options.RebalanceInterval);

        Assert.Equal([0, 1], Ids(consumer));
    }

    [Fact]
    public async Task Heartbeat_ConnectionLost_IsSentAgainSoonOnANewOne()
    {
        await using FakeCluster cluster =
            new FakeCluster().WithTopic(queues: 1).WithTopic(queues: 1, topic: RetryTopic);
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Options with { FetchRetryDelay = TimeSpan.FromSeconds(3) }, Succeed);
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
            new FakeCluster().WithTopic(queues: 1).WithTopic(queues: 1, topic: RetryTopic);
        var gate = new GateConnector(cluster.Network);
        var options = Options with { FetchRetryDelay = TimeSpan.FromSeconds(7) };
        await using PushConsumer consumer =
            await cluster.Connect(connector: gate).StartPushConsumerAsync(options, Succeed);
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
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);
        Assert.Empty(cluster.Broker.Heartbeats.All);

        cluster.WithTopic(queues: 1);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));

        await cluster.Broker.Heartbeats.WaitForAsync(1);
    }

    [Fact]
    public async Task Rebalance_BrokerKnowsOtherMembersOnly_IsAnnouncedAgain()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 2);
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);
        int before = cluster.Broker.Heartbeats.All.Count;

        cluster.Broker.Members = ["10.0.0.1@two"];
        cluster.Time.Advance(Options.RebalanceInterval);

        await cluster.Broker.Heartbeats.WaitForAsync(before + 1);
    }

    [Fact]
    public async Task Dispose_ConnectionLostAtTheSameTime_EndsWithoutAnError()
    {
        for (int round = 0; round < 20; round++)
        {
            await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 4);
            PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);
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
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(Options, Succeed);

        cluster.Time.Advance(TimeSpan.FromSeconds(30));

        await cluster.Broker.Heartbeats.WaitForAsync(2);
    }

    [Fact]
    public async Task Broadcasting_TwoMembers_BothGetEveryQueueAndNothingIsCommittedToTheBroker()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 2);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        string folder = Directory.CreateTempSubdirectory("ariane-client-").FullName;
        PushConsumerOptions options = Options with { Mode = ConsumeMode.Broadcasting, LocalOffsetFolder = folder };
        try
        {
            await using PushConsumer one = await cluster.Connect("one").StartPushConsumerAsync(options, Succeed);
            await using PushConsumer two = await cluster.Connect("two").StartPushConsumerAsync(options, Succeed);

            await _received.WaitForAsync(2);
            Assert.Equal([0, 1], Ids(one));
            Assert.Equal([0, 1], Ids(two));
            Assert.Equal(MessageModel.Broadcasting, cluster.Broker.Heartbeats.All[0].Consumers[0].MessageModel);

            await one.DisposeAsync();
            Assert.Empty(cluster.Broker.Commits.All);
            Assert.True(File.Exists(Path.Combine(folder, "10.0.0.1@one", FakeCluster.Group, "offsets.json")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Broadcasting_RestartedMember_GoesOnWhereItWas()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray());
        string folder = Directory.CreateTempSubdirectory("ariane-client-").FullName;
        PushConsumerOptions options = Options with { Mode = ConsumeMode.Broadcasting, LocalOffsetFolder = folder };
        try
        {
            ArianeClient client = cluster.Connect();
            await using (await client.StartPushConsumerAsync(options, Succeed)) await _received.WaitForAsync(1);
            cluster.Broker.Store(FakeCluster.Topic, 0, "2"u8.ToArray());
            await using PushConsumer again = await client.StartPushConsumerAsync(options, Succeed);

            Assert.Equal(["1", "2"], (await _received.WaitForAsync(2)).Select(BodyOf));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Func<IReadOnlyList<UpdateConsumerOffsetRequest>, bool> Reached(long offset) =>
        commits => commits.Count > 0 && commits[^1].CommitOffset == offset;

    private static IEnumerable<int> Ids(
        PushConsumer consumer) => consumer.AssignedQueues.Select(queue => queue.QueueId).Order();

    private static string BodyOf(ReceivedMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    private ValueTask<ConsumeResult> Succeed(ReceivedMessage message, CancellationToken cancellationToken)
    {
        _received.Add(message);
        return new(ConsumeResult.Success);
    }
}
