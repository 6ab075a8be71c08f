using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Tests.Fakes;

namespace Ariane.Client.Tests.Consuming;

/// <summary>What handlers of a push consumer get, and what becomes of their answers.</summary>
public sealed class HandlerTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Handler_StoredAndNewMessages_GetsThemAsTheyWereSent()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        const string Properties = "TAGS\u0001TagA\u0002KEYS\u0001k1 k2\u0002UNIQ_KEY\u0001id-1\u0002";
        cluster.Broker.Store(FakeCluster.Topic, 0, "old"u8.ToArray(), Properties);
        await using PushConsumer consumer = await _shop.StartAsync(cluster);

        await _shop.Received.WaitForAsync(1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "new"u8.ToArray());

        IReadOnlyList<ReceivedMessage> received = await _shop.Received.WaitForAsync(2);
        Assert.Equal(["old", "new"], received.Select(Shop.BodyOf));
        Assert.Equal("TagA", received[0].Tag);
        Assert.Equal(["k1", "k2"], received[0].Keys);
        Assert.Equal("id-1", received[0].MessageId);
        Assert.Equal(received[1].OffsetMessageId, received[1].MessageId);
        Assert.Equal((0L, 1L), (received[0].QueueOffset, received[1].QueueOffset));
    }

    [Fact]
    public async Task Handler_TagsWithTheSameHash_GetsOnlyTheOneSubscribed()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray(), "TAGS\u0001Aa\u0002");
        cluster.Broker.Store(FakeCluster.Topic, 0, "2"u8.ToArray(), "TAGS\u0001BB\u0002");
        cluster.Broker.Store(FakeCluster.Topic, 0, "3"u8.ToArray(), "TAGS\u0001Aa\u0002");
        await using PushConsumer consumer = await _shop.StartAsync(
            cluster.Connect(), Shop.Options with { Subscriptions = [new Subscription(FakeCluster.Topic, "Aa")] });

        Assert.Equal(["1", "3"], (await _shop.Received.WaitForAsync(2)).Select(Shop.BodyOf).Order());
    }

    [Fact]
    public async Task Handler_Fails_GivesTheMessageBackAndGoesOn()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1], "UNIQ_KEY\u0001id-1\u0002");
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Shop.Options, (_, _) => throw new InvalidOperationException("The application cannot."));

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
        PushConsumerOptions options = Shop.Options with { LocalRetryDelay = TimeSpan.FromSeconds(7) };
        cluster.Broker.Store(FakeCluster.Topic, 0, "a"u8.ToArray());
        cluster.Broker.Store(FakeCluster.Topic, 0, "b"u8.ToArray());
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(options, (message, _) =>
        {
            int timesBefore = message.ReconsumeTimes;
            _shop.Received.Add(message);
            bool fails = Shop.BodyOf(message) == "a" && timesBefore == 0;
            return new(fails ? ConsumeResult.RetryLater : ConsumeResult.Success);
        });
        await _shop.Received.WaitForAsync(2);
        await cluster.Time.WhenTimerSetAsync(options.LocalRetryDelay);
        await consumer.CommitAsync();
        Assert.Equal(0, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));

        cluster.Time.Advance(options.LocalRetryDelay);

        ReceivedMessage again = (await _shop.Received.WaitForAsync(3))[2];
        Assert.Equal(("a", 1), (Shop.BodyOf(again), again.ReconsumeTimes));
        await consumer.DisposeAsync();
        Assert.Equal(2, cluster.Broker.OffsetOf(FakeCluster.Group, FakeCluster.Topic, 0));
    }

    [Fact]
    public async Task Handler_MessageOfTheRetryTopic_HasItsOriginalTopic()
    {
        await using FakeCluster cluster =
            new FakeCluster().WithTopic(queues: 1).WithTopic(queues: 1, topic: Shop.RetryTopic);
        cluster.Broker.Store(Shop.RetryTopic, 0, new byte[1], $"RETRY_TOPIC\u0001{FakeCluster.Topic}\u0002");
        await using PushConsumer consumer = await _shop.StartAsync(
            cluster.Connect(), Shop.Options with { ConsumeFrom = ConsumeFrom.LastOffset });

        ReceivedMessage message = (await _shop.Received.WaitForAsync(1))[0];
        Assert.Equal((FakeCluster.Topic, Shop.RetryTopic), (message.Topic, message.Queue.Topic));
    }

    [Fact]
    public async Task Handler_Batches_GetsNeighboursAndMayFinishSome()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 5; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[] { (byte)count });
        var sizes = new Recorder<int>();
        await using PushConsumer consumer = await cluster.Connect().StartBatchPushConsumerAsync(
            Shop.Options with { BatchSize = 3 },
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
        PushConsumerOptions options = Shop.Options with { Concurrency = 3 };
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(options, (message, _) =>
        {
            _shop.Received.Add(message);
            return new(gate.Task);
        });

        await _shop.Received.WaitForAsync(3);
        Assert.Equal(3, _shop.Received.All.Count);
        gate.SetResult(ConsumeResult.Success);
        await _shop.Received.WaitForAsync(10);
    }

    [Fact]
    public async Task Fetching_TooManyUnfinished_PausesUntilSomeAre()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 8; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        var gate = new TaskCompletionSource<ConsumeResult>();
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Shop.Options with { FetchSize = 2, MaxBufferedMessages = 4 },
            (message, _) =>
            {
                _shop.Received.Add(message);
                return new(gate.Task);
            });

        await _shop.Received.WaitForAsync(4);
        Assert.Equal([0L, 2L], cluster.Broker.Pulls.All.Select(pull => pull.QueueOffset));
        gate.SetResult(ConsumeResult.Success);
        await _shop.Received.WaitForAsync(8);
    }
}
