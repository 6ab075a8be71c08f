using Ariane.Client.Messages;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Consuming;

/// <summary>
/// A subscription in use. <see cref="Version"/> tells the broker which of a client's subscriptions is newer.
/// </summary>
internal sealed record SubscribedTopic(Subscription Subscription, long Version)
{
    public string Name => Subscription.Topic;

    public bool IsRetry { get; } = Subscription.Topic.StartsWith(NameRules.RetryPrefix, StringComparison.Ordinal);

    public SubscriptionData ToData() => Subscription.ToData(Version);

    /// <summary>
    /// What a consumer subscribes to: to what it was told, and in clustering to its group's retry topic.
    /// </summary>
    public static SubscribedTopic[] Of(PushConsumerOptions options, DateTimeOffset now)
    {
        long version = now.ToUnixTimeMilliseconds();
        IEnumerable<Subscription> all = options.Mode == ConsumeMode.Clustering
            ? options.Subscriptions.Append(new Subscription(NameRules.RetryPrefix + options.Group))
            : options.Subscriptions;
        return [.. all.Select(subscription => new SubscribedTopic(subscription, version))];
    }
}
