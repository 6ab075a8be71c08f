using Ariane.Protocol.Bodies;

namespace Ariane.Client.Rebalancing;

/// <summary>
/// Shares out the queues of a topic among the members of a group. Every member computes the same by itself, so the
/// result must depend on the arguments alone. Called from any thread.
/// </summary>
public interface IQueueAllocation
{
    /// <summary>The name that brokers and tools know the way by, such as <c>AVG</c>.</summary>
    string Name { get; }

    /// <summary>The queues of one member.</summary>
    /// <param name="clientId">
    /// The member; nothing is allocated to one that is not among <paramref name="clientIds"/>.
    /// </param>
    /// <param name="queues">All queues of the topic: by broker name (ordinal), then number.</param>
    /// <param name="clientIds">All members, in ordinal order.</param>
    IReadOnlyList<MessageQueue> Allocate(
        string clientId, IReadOnlyList<MessageQueue> queues, IReadOnlyList<string> clientIds);
}
