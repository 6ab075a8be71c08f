using System.Text;
using System.Threading.Channels;
using Ariane.Client;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Producing;
using Ariane.Client.Pulling;
using Ariane.Protocol.Bodies;

namespace Ariane.Interop.Tests;

/// <summary>Our own client against the server, over TCP.</summary>
public sealed class ClientTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly ProducerOptions Sending = new() { Group = "P", SendTimeout = Limit };

    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task PushConsumer_MessagesSentBeforeAndAfter_GetsEachOnce()
    {
        await using ArianeClient client = Connect();
        string topic = $"Push_{_run}";
        await client.Topics.CreateAsync(topic, queues: 4);
        await using Producer producer = await client.StartProducerAsync(Sending);
        for (int index = 0; index < 20; index++)
        {
            await producer.SendAsync(new Message(topic, Encoding.UTF8.GetBytes($"m{index}")));
        }

        var received = Channel.CreateUnbounded<string>();
        await using PushConsumer consumer = await client.StartPushConsumerAsync(
            new PushConsumerOptions
            {
                Group = $"G_{_run}",
                Subscriptions = [new Subscription(topic)],
                ConsumeFrom = ConsumeFrom.FirstOffset,
            },
            (message, _) =>
            {
                received.Writer.TryWrite(Encoding.UTF8.GetString(message.Body.Span));
                return new(ConsumeResult.Success);
            });
        for (int index = 20; index < 40; index++)
        {
            await producer.SendAsync(new Message(topic, Encoding.UTF8.GetBytes($"m{index}")));
        }

        Assert.Equal(
            Enumerable.Range(0, 40).Select(index => $"m{index}").Order(StringComparer.Ordinal),
            (await ReadAsync(received, 40)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PushConsumer_Restarted_GoesOnWhereItWas()
    {
        await using ArianeClient client = Connect();
        string topic = $"Resume_{_run}";
        await client.Topics.CreateAsync(topic, queues: 1);
        await using Producer producer = await client.StartProducerAsync(Sending);
        var received = Channel.CreateUnbounded<string>();
        var options = new PushConsumerOptions
        {
            Group = $"Resume_{_run}",
            Subscriptions = [new Subscription(topic)],
            ConsumeFrom = ConsumeFrom.FirstOffset,
        };
        MessageHandler handler = (message, _) =>
        {
            received.Writer.TryWrite(Encoding.UTF8.GetString(message.Body.Span));
            return new(ConsumeResult.Success);
        };

        await producer.SendAsync(new Message(topic, "one"u8.ToArray()));
        await using (await client.StartPushConsumerAsync(options, handler))
        {
            Assert.Equal(["one"], await ReadAsync(received, 1));
        }

        await producer.SendAsync(new Message(topic, "two"u8.ToArray()));
        await using PushConsumer again = await client.StartPushConsumerAsync(options, handler);

        Assert.Equal(["two"], await ReadAsync(received, 1));
    }

    [Fact]
    public async Task PullConsumer_Queue_IsReadFromAnyOffsetAndTime()
    {
        await using ArianeClient client = Connect();
        string topic = $"Pull_{_run}";
        await client.Topics.CreateAsync(topic, queues: 1);
        await using Producer producer = await client.StartProducerAsync(Sending);
        IReadOnlyList<SendResult> sent = await producer.SendBatchAsync(
            [.. Enumerable.Range(0, 10).Select(index => new Message(topic, Encoding.UTF8.GetBytes($"m{index}")))]);
        PullConsumer consumer = client.CreatePullConsumer($"Pull_{_run}");
        MessageQueue queue = Assert.Single(await consumer.GetQueuesAsync(topic));

        PullResult result = await consumer.PullAsync(queue, 4, new PullOptions { MaxMessages = 3 });

        Assert.Equal(["m4", "m5", "m6"], result.Messages.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
        Assert.Equal(
            sent.Skip(4).Take(3).Select(one => one.MessageId), result.Messages.Select(message => message.MessageId));
        Assert.Equal((0L, 10L), (await client.Offsets.GetMinAsync(queue), await client.Offsets.GetMaxAsync(queue)));
        Assert.Equal(10, await client.Offsets.FindAsync(queue, DateTimeOffset.UtcNow.AddHours(1)));
        Assert.Equal(0, await client.Offsets.FindAsync(queue, DateTimeOffset.UtcNow.AddHours(-1)));
    }

    [Fact]
    public async Task Messages_KeyAndIds_FindWhatWasSent()
    {
        await using ArianeClient client = Connect();
        string topic = $"Query_{_run}";
        await client.Topics.CreateAsync(topic, queues: 1);
        await using Producer producer = await client.StartProducerAsync(Sending);
        SendResult sent = await producer.SendAsync(new Message(topic, "found"u8.ToArray()) { Keys = ["key-1"] });

        // The index follows the log a moment later: the message is readable when its queue has it.
        await client.CreatePullConsumer($"Query_{_run}").PullAsync(sent.Queue, sent.QueueOffset);

        ReceivedMessage? byPlace = await client.Messages.FindByOffsetIdAsync(topic, sent.OffsetMessageId);
        ReceivedMessage? byId = await client.Messages.FindByIdAsync(topic, sent.MessageId);
        Assert.Equal(sent.MessageId, byPlace?.MessageId);
        Assert.Equal(sent.MessageId, Assert.Single(await client.Messages.FindByKeyAsync(topic, "key-1")).MessageId);
        Assert.Equal(sent.OffsetMessageId, byId?.OffsetMessageId);
    }

    private static async Task<List<string>> ReadAsync(Channel<string> received, int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        var bodies = new List<string>();
        while (bodies.Count < count) bodies.Add(await received.Reader.ReadAsync(limit.Token));
        return bodies;
    }

    private ArianeClient Connect() =>
        new(new ArianeClientOptions { NameServers = [server.NameServer], CallTimeout = Limit, ConnectTimeout = Limit });
}
