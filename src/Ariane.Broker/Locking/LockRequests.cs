using Ariane.Remoting.Requests;

namespace Ariane.Broker.Locking;

/// <summary>The requests about queue locks.</summary>
internal static class LockRequests
{
    public static RequestTableBuilder MapLocking(this RequestTableBuilder table, QueueLocks locks) => table
        .Map(new LockQueuesHandler(locks))
        .Map(new UnlockQueuesHandler(locks));
}
