using Ariane.Broker.Topics;

namespace Ariane.Broker.Sending;

/// <summary>Where a message goes.</summary>
/// <param name="Topic">The topic it is stored in.</param>
/// <param name="StoredQueueId">The queue it is stored in.</param>
/// <param name="ReportedQueueId">
/// The queue the sender is told: of the topic it named, even if the message went elsewhere.
/// </param>
/// <param name="IsDeadLetter">It failed too often; <see cref="Topic"/> is that of the group's dead letters.</param>
/// <param name="IsNewTopic">
/// The topic came into being with this message: it is to be on disk before the message is.
/// </param>
internal readonly record struct SendRoute(
    Topic Topic, int StoredQueueId, int ReportedQueueId, bool IsDeadLetter = false, bool IsNewTopic = false);
