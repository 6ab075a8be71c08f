using Ariane.Client.Producing;
using Ariane.Client.Messages;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Tests;

public sealed class RouteTests
{
    private static readonly ProducerOptions Options = new() { Group = FakeCluster.Group };

    [Fact]
    public async Task NameServers_OneIsDown_TheOtherIsAsked()
    {
        await using FakeCluster cluster = new FakeCluster(nameServers: 2).WithTopic();
        await cluster.NameServers[0].DisposeAsync();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        await producer.SendAsync(new Message(FakeCluster.Topic, new byte[1]));

        Assert.Equal([FakeCluster.Topic], cluster.NameServers[1].Lookups.All);
    }

    [Fact]
    public async Task NameServers_OneHangs_TheOtherIsAskedWithinTheCallTimeout()
    {
        await using FakeCluster cluster = new FakeCluster(nameServers: 2).WithTopic();
        foreach (FakeNameServer server in cluster.NameServers) server.IsHanging = true;
        ArianeClient client = cluster.Connect();

        Task<TopicRoute?> asking = client.Topics.GetRouteAsync(FakeCluster.Topic);
        Task<IReadOnlyList<string>>[] lookups =
            [.. cluster.NameServers.Select(server => server.Lookups.WaitForAsync(1))];
        int first = Array.IndexOf(lookups, await Task.WhenAny(lookups));
        cluster.NameServers[1 - first].IsHanging = false;
        cluster.Time.Advance(TimeSpan.FromMilliseconds(1502));

        Assert.NotNull(await asking.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task NameServers_AllAreDown_SaysWhatToCheck()
    {
        await using var cluster = new FakeCluster(nameServers: 2);
        foreach (FakeNameServer server in cluster.NameServers) await server.DisposeAsync();

        TransportException failure = await Assert.ThrowsAsync<TransportException>(
            () => cluster.Connect().Topics.GetRouteAsync(FakeCluster.Topic));

        Assert.Equal(RemotingFailure.ConnectFailed, failure.Failure);
        Assert.Contains("Check that the server runs", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_Period_BringsNewQueuesIntoUse()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        Assert.Single(await producer.GetQueuesAsync(FakeCluster.Topic));

        cluster.WithTopic(queues: 3);
        cluster.Time.Advance(TimeSpan.FromSeconds(30));

        // The answer is in use a moment after it was given.
        await Eventually.IsTrueAsync(async () => (await producer.GetQueuesAsync(FakeCluster.Topic)).Count == 3);
        Assert.Equal(2, cluster.NameServers[0].Lookups.All.Count);
    }

    [Fact]
    public async Task SendQueues_QueuesThatCannotBeWritten_AreLeftOut()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 3);
        cluster.SetRoute(FakeCluster.Topic, new TopicRoute
        {
            Brokers =
            [
                FakeCluster.DataOf(cluster.Brokers[0]),
                FakeCluster.DataOf(cluster.Brokers[1]),
                // Only a replica is up.
                FakeCluster.DataOf(cluster.Brokers[2]) with
                {
                    Addresses = new SortedDictionary<long, string> { [1] = "elsewhere:1" },
                },
            ],
            Queues =
            [
                new QueueData("broker-2", 4, 4, TopicPermission.Read | TopicPermission.Write, 0),
                new QueueData("broker-1", 4, 2, TopicPermission.Read | TopicPermission.Write, 0),
                new QueueData("broker-0", 4, 4, TopicPermission.Read, 0),
            ],
        });
        ArianeClient client = cluster.Connect();
        await using Producer producer = await client.StartProducerAsync(Options);

        IReadOnlyList<MessageQueue> toSend = await producer.GetQueuesAsync(FakeCluster.Topic);
        IReadOnlyList<MessageQueue> toRead = await client.CreatePullConsumer("g").GetQueuesAsync(FakeCluster.Topic);

        Assert.Equal(["broker-1/0", "broker-1/1"], toSend.Select(queue => $"{queue.BrokerName}/{queue.QueueId}"));
        Assert.Equal(12, toRead.Count);
    }

    [Fact]
    public async Task SendQueues_OrderTopic_AreThoseOfItsConfiguration()
    {
        await using FakeCluster cluster = new FakeCluster();
        cluster.SetRoute(FakeCluster.Topic, new TopicRoute
        {
            Brokers = [FakeCluster.DataOf(cluster.Broker)],
            Queues = [new QueueData("broker-0", 4, 4, TopicPermission.Read | TopicPermission.Write, 0)],
            OrderTopicConf = "broker-9:2;broker-0:1",
        });
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        IReadOnlyList<MessageQueue> queues = await producer.GetQueuesAsync(FakeCluster.Topic);

        Assert.Equal(
            ["broker-9/0", "broker-9/1", "broker-0/0"],
            queues.Select(queue => $"{queue.BrokerName}/{queue.QueueId}"));
    }
}
