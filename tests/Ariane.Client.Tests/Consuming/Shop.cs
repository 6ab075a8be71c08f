using System.Text;
using Ariane.Client.Consuming;
using Ariane.Client.Messages;
using Ariane.Client.Tests.Fakes;

namespace Ariane.Client.Tests.Consuming;

/// <summary>Push consumers of one group whose handler takes everything. Safe for concurrent use.</summary>
internal sealed class Shop
{
    public const string RetryTopic = "%RETRY%" + FakeCluster.Group;

    public static PushConsumerOptions Options { get; } = new()
    {
        Group = FakeCluster.Group,
        Subscriptions = [new Subscription(FakeCluster.Topic)],
        ConsumeFrom = ConsumeFrom.FirstOffset,
    };

    /// <summary>What the handlers got.</summary>
    public Recorder<ReceivedMessage> Received { get; } = new();

    public static string BodyOf(ReceivedMessage message) => Encoding.UTF8.GetString(message.Body.Span);

    public static IEnumerable<int> QueuesOf(PushConsumer consumer) =>
        consumer.AssignedQueues.Select(queue => queue.QueueId).Order();

    public Task<PushConsumer> StartAsync(FakeCluster cluster) => StartAsync(cluster.Connect(), Options);

    public Task<PushConsumer> StartAsync(ArianeClient client, PushConsumerOptions options) =>
        client.StartPushConsumerAsync(options, TakeAsync);

    private ValueTask<ConsumeResult> TakeAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        Received.Add(message);
        return new(ConsumeResult.Success);
    }
}
