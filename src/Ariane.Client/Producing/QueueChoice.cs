using Ariane.Client.Messages;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Producing;

/// <summary>Decides which queue a send goes to. Safe for concurrent use.</summary>
/// <param name="faults">Brokers to leave out; null leaves none out.</param>
internal sealed class QueueChoice(BrokerFaults? faults)
{
    /// <summary>The queue that the caller of the send asked for.</summary>
    /// <exception cref="RouteException">The topic has no queue to send to.</exception>
    public static MessageQueue Chosen(TopicRouteView route, Message message, SendOptions options)
    {
        if (options.Queue is { } queue)
        {
            return queue.Topic == message.Topic
                ? queue
                : throw new ArgumentException(
                    $"The message is of topic '{message.Topic}', but the queue given is one of '{queue.Topic}'.");
        }

        RequireQueues(route);
        if (options.Selector is { } select)
        {
            return select(message, Array.AsReadOnly(route.SendQueues))
                ?? throw new ArgumentException("The queue selector picked no queue.");
        }

        return route.SendQueues[ByKey(options.OrderingKey!, route.SendQueues.Length)];
    }

    /// <summary>The next queue in turn, away from the broker that failed last if possible.</summary>
    /// <exception cref="RouteException">The topic has no queue to send to.</exception>
    public MessageQueue Next(TopicRouteView route, string? failedBroker)
    {
        RequireQueues(route);
        MessageQueue[] queues = route.SendQueues;
        int start = route.NextSendIndex();
        if (failedBroker is null && (faults is null || faults.IsAvailable(queues[start].BrokerName)))
        {
            return queues[start];
        }

        MessageQueue? elsewhere = null;
        for (int step = 0; step < queues.Length; step++)
        {
            MessageQueue queue = queues[(start + step) % queues.Length];
            if (queue.BrokerName == failedBroker) continue;
            if (faults is null || faults.IsAvailable(queue.BrokerName)) return queue;
            elsewhere ??= queue;
        }

        // All are faulty: any of them beats giving up, the one that failed just now least of all.
        return elsewhere ?? queues[start];
    }

    /// <summary>As upstream's SelectMessageQueueByHash, so that clients of all languages agree.</summary>
    internal static int ByKey(string key, int queues) => Math.Abs(JavaStringHash.Compute(key) % queues);

    private static void RequireQueues(TopicRouteView route)
    {
        if (route.SendQueues.Length > 0) return;
        throw new RouteException(
            $"The topic '{route.Topic}' has no queue to send to: no broker of it has a master and lets write. " +
            "Check the topic's permission and that a master is up.");
    }
}
