using Ariane.Broker.Topics;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Locking;

/// <summary>The requests about queue locks.</summary>
internal static class LockRequests
{
    public static RequestTableBuilder MapLocking(
        this RequestTableBuilder table, QueueLocks locks, TopicTable topics) => table
        .Map(new LockQueuesHandler(locks, topics))
        .Map(new UnlockQueuesHandler(locks));
}
