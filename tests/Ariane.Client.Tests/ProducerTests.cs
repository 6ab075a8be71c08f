using System.Buffers;
using System.IO.Compression;
using System.Text;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Client.Tests.Fakes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Tests;

public sealed class ProducerTests
{
    private static readonly ProducerOptions Options = new() { Group = FakeCluster.Group };

    // Timers of the connection may fire a millisecond late.
    private static readonly TimeSpan HalfOfTheBudget = (Options.SendTimeout / 2) + TimeSpan.FromMilliseconds(2);

    [Fact]
    public async Task SendAsync_Message_ArrivesWithItsPropertiesAndABrokersAnswer()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        SendResult result = await producer.SendAsync(new Message(FakeCluster.Topic, "hello"u8.ToArray())
        {
            Tag = "TagA",
            Keys = ["k1", "k2"],
            Flag = 7,
            Properties = new Dictionary<string, string> { ["colour"] = "blue" },
        });

        SentMessage sent = Assert.Single(cluster.Broker.Sends.All);
        Assert.Equal("hello", Encoding.UTF8.GetString(sent.Body));
        Assert.Equal(7, sent.Flag);
        Assert.Equal("TagA", sent.Properties["TAGS"]);
        Assert.Equal("k1 k2", sent.Properties["KEYS"]);
        Assert.Equal("blue", sent.Properties["colour"]);
        Assert.Equal("true", sent.Properties["WAIT"]);
        Assert.Equal(result.MessageId, sent.Properties["UNIQ_KEY"]);
        Assert.Equal(SendStatus.Ok, result.Status);
        Assert.Equal("broker-0-1", result.OffsetMessageId);
        Assert.Equal(new MessageQueue(FakeCluster.Topic, "broker-0", 0), result.Queue);
    }

    [Fact]
    public async Task SendAsync_ManyMessages_GetIdsOfHexDigitsThatAllDiffer()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        var message = new Message(FakeCluster.Topic, new byte[1]);

        SendResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => producer.SendAsync(message).AsTask()));

        Assert.Equal(100, results.Select(result => result.MessageId).Distinct().Count());
        Assert.All(results, result => Assert.Matches("^[0-9A-F]{32}([0-9A-F]{24})?$", result.MessageId));
    }

    [Fact]
    public async Task SendAsync_NoQueueChosen_TakesAllQueuesInTurn()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 3);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        for (int count = 0; count < 12; count++) await producer.SendAsync(new Message(FakeCluster.Topic, new byte[1]));

        foreach (FakeBroker broker in cluster.Brokers)
        {
            Assert.Equal([0, 0, 1, 1, 2, 2], broker.Sends.All.Select(sent => sent.QueueId).Order());
        }
    }

    [Fact]
    public async Task SendAsync_OrderingKey_GoesWhereJavaClientsSendIt()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 8);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        await producer.SendAsync(new Message(FakeCluster.Topic, new byte[1]), new SendOptions { OrderingKey = "TagA" });

        // "TagA".hashCode() is 2598919.
        Assert.Equal(2598919 % 8, cluster.Broker.Sends.All[0].QueueId);
    }

    [Fact]
    public async Task SendAsync_Selector_SeesAllQueuesInOrder()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 2);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        IReadOnlyList<MessageQueue> seen = [];

        SendResult result = await producer.SendAsync(new Message(FakeCluster.Topic, new byte[1]), new SendOptions
        {
            Selector = (_, queues) =>
            {
                seen = queues;
                return queues[3];
            },
        });

        Assert.Equal(
            ["broker-0/0", "broker-0/1", "broker-1/0", "broker-1/1"],
            seen.Select(queue => $"{queue.BrokerName}/{queue.QueueId}"));
        Assert.Equal(new MessageQueue(FakeCluster.Topic, "broker-1", 1), result.Queue);
    }

    [Fact]
    public async Task SendAsync_LargeBody_IsCompressedAsZlib()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        byte[] body = Encoding.UTF8.GetBytes(new string('x', 4096));

        await producer.SendAsync(new Message(FakeCluster.Topic, body));
        await producer.SendAsync(new Message(FakeCluster.Topic, body.AsMemory(1)));

        SentMessage compressed = cluster.Broker.Sends.All[0];
        Assert.Equal(MessageSysFlag.Compressed | MessageSysFlag.CompressionZlib, compressed.SysFlag);
        using var inflated = new MemoryStream();
        using var zlib = new ZLibStream(new MemoryStream(compressed.Body), CompressionMode.Decompress);
        zlib.CopyTo(inflated);
        Assert.Equal(body, inflated.ToArray());
        Assert.Equal(MessageSysFlag.None, cluster.Broker.Sends.All[1].SysFlag);
        Assert.Equal(4095, cluster.Broker.Sends.All[1].Body.Length);
    }

    [Fact]
    public async Task SendAsync_BodyThatDoesNotShrink_IsSentAsItIs()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        byte[] noise = new byte[5000];
        new Random(1).NextBytes(noise);

        await producer.SendAsync(new Message(FakeCluster.Topic, noise));

        Assert.Equal(MessageSysFlag.None, cluster.Broker.Sends.All[0].SysFlag);
        Assert.Equal(noise, cluster.Broker.Sends.All[0].Body);
    }

    [Fact]
    public async Task SendAsync_BrokerRefusesForNow_GoesToAnotherBroker()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        cluster.Brokers[0].OnSend = _ => ResponseCode.SystemBusy;

        for (int count = 0; count < 4; count++)
        {
            SendResult result = await producer.SendAsync(new Message(FakeCluster.Topic, new byte[1]));
            Assert.Equal("broker-1", result.Queue.BrokerName);
        }

        // Once is enough to leave it alone for a while.
        Assert.True(cluster.Brokers[0].Sends.All.Count <= 1);
    }

    [Fact]
    public async Task SendAsync_BrokerRefusesForGood_FailsAtOnceWithCodeAndRemark()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        foreach (FakeBroker broker in cluster.Brokers) broker.OnSend = _ => ResponseCode.MessageIllegal;

        BrokerException refused = await Assert.ThrowsAsync<BrokerException>(
            () => producer.SendAsync(new Message(FakeCluster.Topic, new byte[1])).AsTask());

        Assert.Equal(ResponseCode.MessageIllegal, refused.Code);
        Assert.EndsWith("was told to refuse.", refused.Remark, StringComparison.Ordinal);
        Assert.Single(cluster.Brokers.SelectMany(broker => broker.Sends.All));
    }

    [Fact]
    public async Task SendAsync_EveryAttemptFails_EndsAfterTheRetriesWithTheLastFailure()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options with { Retries = 4 });
        foreach (FakeBroker broker in cluster.Brokers) broker.OnSend = _ => ResponseCode.SystemError;

        BrokerException failure = await Assert.ThrowsAsync<BrokerException>(
            () => producer.SendAsync(new Message(FakeCluster.Topic, new byte[1])).AsTask());

        Assert.Equal(ResponseCode.SystemError, failure.Code);
        Assert.Equal(5, cluster.Brokers.Sum(broker => broker.Sends.All.Count));
    }

    [Fact]
    public async Task SendAsync_BrokerHangs_LeavesTimeToTryAnother()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        cluster.Brokers[0].IsHanging = true;
        cluster.Brokers[1].IsHanging = true;

        Task<SendResult> sending = producer.SendAsync(new Message(FakeCluster.Topic, new byte[1])).AsTask();
        FakeBroker first = await FirstAskedAsync(cluster);
        FakeBroker other = cluster.Brokers.Single(broker => broker != first);
        other.IsHanging = false;
        cluster.Time.Advance(HalfOfTheBudget);

        Assert.Equal(other.Name, (await sending.WaitAsync(Patience.Limit)).Queue.BrokerName);
    }

    [Fact]
    public async Task SendAsync_AllBrokersHang_EndsWithinTheBudget()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options with { Retries = 1 });
        foreach (FakeBroker broker in cluster.Brokers) broker.IsHanging = true;

        Task<SendResult> sending = producer.SendAsync(new Message(FakeCluster.Topic, new byte[1])).AsTask();
        foreach (FakeBroker broker in await InOrderAskedAsync(cluster))
        {
            await broker.Sends.WaitForAsync(1);
            Assert.False(sending.IsCompleted);
            cluster.Time.Advance(HalfOfTheBudget);
        }

        TransportException failure = await Assert.ThrowsAsync<TransportException>(() =>
            sending.WaitAsync(Patience.Limit));
        Assert.Equal(RemotingFailure.Timeout, failure.Failure);
        Assert.Equal(2, cluster.Brokers.Sum(broker => broker.Sends.All.Count));
    }

    [Fact]
    public async Task SendAsync_LessSafelyStored_IsAResultAndNotAnException()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        cluster.Broker.OnSend = _ => ResponseCode.FlushDiskTimeout;

        SendResult result = await producer.SendAsync(new Message(FakeCluster.Topic, new byte[1]));

        Assert.Equal(SendStatus.FlushDiskTimeout, result.Status);
        Assert.Single(cluster.Broker.Sends.All);
    }

    [Fact]
    public async Task SendAsync_ChosenQueueRefuses_IsNotSentElsewhere()
    {
        await using FakeCluster cluster = new FakeCluster(brokers: 2).WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        cluster.Brokers[0].OnSend = _ => ResponseCode.SystemBusy;

        await Assert.ThrowsAsync<BrokerException>(() => producer.SendAsync(
            new Message(FakeCluster.Topic, new byte[1]),
            new SendOptions { Queue = new MessageQueue(FakeCluster.Topic, "broker-0", 0) }).AsTask());

        Assert.Single(cluster.Brokers[0].Sends.All);
        Assert.Empty(cluster.Brokers[1].Sends.All);
    }

    [Fact]
    public async Task SendAsync_UnknownTopic_UsesTheQueuesItWillGet()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 8, topic: "TBW102");
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        IReadOnlyList<MessageQueue> queues = await producer.GetQueuesAsync("Brandnew");
        SendResult result = await producer.SendAsync(new Message("Brandnew", new byte[1]));

        Assert.Equal(Options.NewTopicQueues, queues.Count);
        Assert.Equal("Brandnew", result.Queue.Topic);
    }

    [Fact]
    public async Task SendAsync_UnknownTopicThatNobodyCreates_SaysSo()
    {
        await using var cluster = new FakeCluster();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        RouteException failure = await Assert.ThrowsAsync<RouteException>(
            () => producer.SendAsync(new Message("Nowhere", new byte[1])).AsTask());

        Assert.Equal(ResponseCode.TopicNotExist, failure.Code);
        Assert.Contains("'Nowhere'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendBatchAsync_Messages_AreOneRequestOfSeveralEntries()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic(queues: 1);
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);
        cluster.Broker.OnSend = _ => null;

        IReadOnlyList<SendResult> results = await producer.SendBatchAsync(
        [
            new Message(FakeCluster.Topic, "a"u8.ToArray()) { Tag = "T1", Flag = 3 },
            new Message(FakeCluster.Topic, "bb"u8.ToArray()) { Tag = "T2" },
        ]);

        SentMessage sent = Assert.Single(cluster.Broker.Sends.All);
        Assert.True(sent.IsBatch);
        Assert.DoesNotContain("UNIQ_KEY", sent.Properties.Keys);
        var entries = ReadBatch(sent);
        Assert.Equal(
            [(3, "a", "T1"), (0, "bb", "T2")],
            entries.Select(entry => (entry.Flag, entry.Body, entry.Properties["TAGS"])));
        Assert.Equal(
            results.Select(result => result.MessageId), entries.Select(entry => entry.Properties["UNIQ_KEY"]));
        Assert.Equal([0L, 1L], results.Select(result => result.QueueOffset));
    }

    [Fact]
    public async Task SendBatchAsync_DifferentTopics_IsRefusedBeforeAnythingIsSent()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        await Assert.ThrowsAsync<InvalidMessageException>(() => producer.SendBatchAsync(
            [new Message(FakeCluster.Topic, new byte[1]), new Message("Other", new byte[1])]).AsTask());

        Assert.Empty(cluster.Broker.Sends.All);
    }

    [Fact]
    public async Task SendOnewayAsync_Message_ArrivesMarkedAsSuch()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        await using Producer producer = await cluster.Connect().StartProducerAsync(Options);

        await producer.SendOnewayAsync(new Message(FakeCluster.Topic, new byte[1]));

        Assert.True((await cluster.Broker.Sends.WaitForAsync(1))[0].IsOneway);
    }

    [Fact]
    public async Task StartProducerAsync_SameGroupTwice_IsRefused()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        ArianeClient client = cluster.Connect();
        await client.StartProducerAsync(Options);

        await Assert.ThrowsAsync<InvalidOperationException>(() => client.StartProducerAsync(Options));
    }

    [Fact]
    public async Task DisposeAsync_Producer_LeavesItsGroupAndSendsNoMore()
    {
        await using FakeCluster cluster = new FakeCluster().WithTopic();
        Producer producer = await cluster.Connect().StartProducerAsync(Options, [FakeCluster.Topic]);

        await producer.DisposeAsync();

        Assert.Equal(FakeCluster.Group, Assert.Single(cluster.Broker.Departures.All).ProducerGroup);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => producer.SendAsync(new Message(FakeCluster.Topic, new byte[1])).AsTask());
    }

    private static async Task<FakeBroker[]> InOrderAskedAsync(FakeCluster cluster)
    {
        FakeBroker first = await FirstAskedAsync(cluster);
        return [first, .. cluster.Brokers.Where(broker => broker != first)];
    }

    private static async Task<FakeBroker> FirstAskedAsync(FakeCluster cluster)
    {
        Task<IReadOnlyList<SentMessage>>[] asked = [.. cluster.Brokers.Select(broker => broker.Sends.WaitForAsync(1))];
        return cluster.Brokers[Array.IndexOf(asked, await Task.WhenAny(asked))];
    }

    private static List<(int Flag, string Body, Dictionary<string, string> Properties)> ReadBatch(SentMessage sent)
    {
        var entries = new List<(int, string, Dictionary<string, string>)>();
        var reader = new BatchEntryReader(new ReadOnlySequence<byte>(sent.Body));
        while (reader.MoveNext())
        {
            entries.Add((
                reader.Flag,
                Encoding.UTF8.GetString(reader.Body.ToArray()),
                SentMessage.ReadProperties(reader.Properties.ToArray())));
        }

        Assert.False(reader.IsMalformed);
        return entries;
    }
}
