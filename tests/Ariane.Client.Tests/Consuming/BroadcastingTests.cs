using Ariane.Client.Consuming;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Tests.Consuming;

/// <summary>Push consumers of which each gets everything.</summary>
public sealed class BroadcastingTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Broadcasting_TwoMembers_BothGetEveryQueueAndNothingIsCommittedToTheBroker()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 2);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        string folder = Directory.CreateTempSubdirectory("ariane-client-").FullName;
        PushConsumerOptions options = Shop.Options with { Mode = ConsumeMode.Broadcasting, LocalOffsetFolder = folder };
        try
        {
            await using PushConsumer one = await _shop.StartAsync(cluster.Connect("one"), options);
            await using PushConsumer two = await _shop.StartAsync(cluster.Connect("two"), options);

            await _shop.Received.WaitForAsync(2);
            Assert.Equal([0, 1], Shop.QueuesOf(one));
            Assert.Equal([0, 1], Shop.QueuesOf(two));
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
    public async Task Broadcasting_OffsetsCannotBeWritten_LeavesTheGroupAllTheSame()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, new byte[1]);
        string file = Path.GetTempFileName();
        PushConsumerOptions options = Shop.Options with { Mode = ConsumeMode.Broadcasting, LocalOffsetFolder = file };
        PushConsumer consumer = await _shop.StartAsync(cluster.Connect(), options);
        await _shop.Received.WaitForAsync(1);

        await consumer.DisposeAsync();

        Assert.Equal(FakeCluster.Group, Assert.Single(cluster.Broker.Departures.All).ConsumerGroup);
        File.Delete(file);
    }

    [Fact]
    public async Task Broadcasting_RestartedMember_GoesOnWhereItWas()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        cluster.Broker.Store(FakeCluster.Topic, 0, "1"u8.ToArray());
        string folder = Directory.CreateTempSubdirectory("ariane-client-").FullName;
        PushConsumerOptions options = Shop.Options with { Mode = ConsumeMode.Broadcasting, LocalOffsetFolder = folder };
        try
        {
            ArianeClient client = cluster.Connect();
            await using (await _shop.StartAsync(client, options)) await _shop.Received.WaitForAsync(1);
            cluster.Broker.Store(FakeCluster.Topic, 0, "2"u8.ToArray());
            await using PushConsumer again = await _shop.StartAsync(client, options);

            Assert.Equal(["1", "2"], (await _shop.Received.WaitForAsync(2)).Select(Shop.BodyOf));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
