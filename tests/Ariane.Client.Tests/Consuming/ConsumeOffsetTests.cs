using Ariane.Client.Consuming;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Headers;

namespace Ariane.Client.Tests.Consuming;

/// <summary>Where a push consumer starts, and what it commits.</summary>
public sealed class ConsumeOffsetTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Commit_LaterMessageFinishedFirst_DoesNotPassTheOneStillRunning()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        for (int count = 0; count < 5; count++) cluster.Broker.Store(FakeCluster.Topic, 0, new byte[] { (byte)count });
        var gate = new TaskCompletionSource<ConsumeResult>();
        await using PushConsumer consumer = await cluster.Connect().StartPushConsumerAsync(
            Shop.Options with { FetchSize = 1, MaxBufferedMessages = 4 },
            (message, _) =>
            {
                _shop.Received.Add(message);
                return message.QueueOffset == 2 ? new ValueTask<ConsumeResult>(gate.Task) : new(ConsumeResult.Success);
            });
        await _shop.Received.WaitForAsync(5);

        // With this buffer, the fetch of the sixth message tells that the first two are finished.
        await cluster.Broker.Pulls.WaitForAsync(pulls => pulls.Any(pull => pull.QueueOffset == 5));

        cluster.Time.Advance(Shop.Options.CommitInterval);
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
        PushConsumer consumer = await _shop.StartAsync(cluster);
        await _shop.Received.WaitForAsync(1);

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
        await using PushConsumer consumer = await _shop.StartAsync(cluster);

        Assert.Equal([3L, 4L], (await _shop.Received.WaitForAsync(2)).Select(message => message.QueueOffset).Order());
    }

    [Fact]
    public async Task Start_NewGroupFromLastOffset_GetsOnlyWhatArrivesLater()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "old"u8.ToArray());
        await using PushConsumer consumer = await _shop.StartAsync(
            cluster.Connect(), Shop.Options with { ConsumeFrom = ConsumeFrom.LastOffset });
        cluster.Broker.Store(FakeCluster.Topic, 0, "new"u8.ToArray());

        Assert.Equal(["new"], (await _shop.Received.WaitForAsync(1)).Select(Shop.BodyOf));
    }

    [Fact]
    public async Task Start_NewGroupFromTimestamp_AsksTheBrokerForIt()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "0"u8.ToArray());
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray());
        await using PushConsumer consumer = await _shop.StartAsync(
            cluster.Connect(), Shop.Options with { ConsumeFrom = ConsumeFrom.Timestamp });

        Assert.Equal(["1"], (await _shop.Received.WaitForAsync(1)).Select(Shop.BodyOf));
        Assert.Equal(cluster.Time.GetUtcNow().AddMinutes(-30).ToUnixTimeMilliseconds(), cluster.Broker.Searches.All[0]);
    }

    [Fact]
    public async Task Start_OffsetNoLongerStored_GoesOnAtTheFirstOneThatIs()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.DropBefore(FakeCluster.Topic, 0, 100);
        cluster.Broker.Store(FakeCluster.Topic, 0, "first"u8.ToArray());
        await using PushConsumer consumer = await _shop.StartAsync(cluster);

        Assert.Equal(100, (await _shop.Received.WaitForAsync(1))[0].QueueOffset);
        Assert.Equal(100, cluster.Broker.Commits.All[0].CommitOffset);
    }

    private static Func<IReadOnlyList<UpdateConsumerOffsetRequest>, bool> Reached(long offset) =>
        commits => commits.Count > 0 && commits[^1].CommitOffset == offset;
}
