using Ariane.Broker.Filtering;
using Ariane.Protocol.Bodies;

namespace Ariane.Broker.Clients;

/// <summary>What a group subscribed of one topic, ready to be applied. Immutable.</summary>
/// <param name="Data">As the client sent it; the version is never null.</param>
/// <param name="Filter">Null passes every message. Meaningless for anything but tags.</param>
internal sealed record GroupSubscription(SubscriptionData Data, TagFilter? Filter)
{
    public bool IsByTag => TagFilter.IsTagType(Data.ExpressionType);

    /// <param name="data">As the client sent it.</param>
    /// <param name="now">Unix milliseconds, for clients that send no version.</param>
    public static GroupSubscription From(SubscriptionData data, long now) => new(
        data.Version is null ? data with { Version = now } : data,
        TagFilter.Of(data));
}
