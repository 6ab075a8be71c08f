using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;

namespace Ariane.Client.Tests;

public sealed class TopicAdministrationTests
{
    [Fact]
    public async Task CreateAsync_Topic_IsCreatedOnEveryMaster()
    {
        await using var cluster = new FakeCluster(brokers: 2);

        await cluster.Connect().Topics.CreateAsync(new TopicConfig("New")
        {
            ReadQueueNums = 3,
            WriteQueueNums = 2,
            Attributes = new Dictionary<string, string> { ["message.type"] = "FIFO" },
        });

        foreach (FakeBroker broker in cluster.Brokers)
        {
            CreateTopicRequest request = Assert.Single(broker.CreatedTopics.All);
            Assert.Equal(
                ("New", 3, 2, 6), (request.Topic, request.ReadQueueNums, request.WriteQueueNums, request.Perm));
            Assert.Equal("+message.type=FIFO", request.Attributes);
        }
    }

    [Fact]
    public async Task CreateAsync_UnknownCluster_SaysSo()
    {
        await using var cluster = new FakeCluster();

        RouteException failure = await Assert.ThrowsAsync<RouteException>(
            () => cluster.Connect().Topics.CreateAsync(new TopicConfig("New"), "elsewhere"));

        Assert.Contains("'elsewhere'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAsync_NameThatNoTopicCanHave_IsRefusedAtOnce()
    {
        await using var cluster = new FakeCluster();

        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Connect().Topics.CreateAsync("a b"));

        Assert.Empty(cluster.Broker.CreatedTopics.All);
    }

    [Fact]
    public async Task DeleteAsync_Topic_GoesFromBrokersAndNameServers()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2, nameServers: 2).WithTopic();

        await cluster.Connect().Topics.DeleteAsync(FakeCluster.Topic);

        Assert.All(cluster.Brokers, broker => Assert.Equal([FakeCluster.Topic], broker.DeletedTopics.All));
        Assert.All(cluster.NameServers, server => Assert.Equal([FakeCluster.Topic], server.DeletedTopics.All));
    }

    [Fact]
    public async Task ListAsync_Topics_AreTheNameServers()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(topic: "A").WithTopic(topic: "B");

        Assert.Equal(["A", "B"], (await cluster.Connect().Topics.ListAsync()).Order());
    }
}
