using Ariane.Protocol.Bodies;

namespace Ariane.Client.Rebalancing;

/// <summary>The ways of sharing out queues that clients of all languages have.</summary>
/// <remarks>
/// Source: client/.../client/consumer/rebalance/AllocateMessageQueueAveragely.java and its neighbours.
/// </remarks>
public static class QueueAllocations
{
    /// <summary>
    /// Every member gets neighbouring queues, as equal in number as possible. What all clients do by default.
    /// </summary>
    public static IQueueAllocation Average { get; } = new AverageAllocation();

    /// <summary>Queues are dealt out in turn.</summary>
    public static IQueueAllocation AverageByCircle { get; } = new CircleAllocation();

    private static int IndexOf(string clientId, IReadOnlyList<string> clientIds)
    {
        for (int index = 0; index < clientIds.Count; index++)
        {
            if (string.Equals(clientIds[index], clientId, StringComparison.Ordinal)) return index;
        }

        return -1;
    }

    private sealed class AverageAllocation : IQueueAllocation
    {
        public string Name => "AVG";

        public IReadOnlyList<MessageQueue> Allocate(
            string clientId, IReadOnlyList<MessageQueue> queues, IReadOnlyList<string> clientIds)
        {
            int index = IndexOf(clientId, clientIds);
            if (index < 0) return [];

            // The first members get one more where it does not come out even.
            (int share, int extra) = Math.DivRem(queues.Count, clientIds.Count);
            int start = (index * share) + Math.Min(index, extra);
            int count = share + (index < extra ? 1 : 0);
            var mine = new MessageQueue[count];
            for (int taken = 0; taken < count; taken++) mine[taken] = queues[start + taken];
            return mine;
        }
    }

    private sealed class CircleAllocation : IQueueAllocation
    {
        public string Name => "AVG_BY_CIRCLE";

        public IReadOnlyList<MessageQueue> Allocate(
            string clientId, IReadOnlyList<MessageQueue> queues, IReadOnlyList<string> clientIds)
        {
            int index = IndexOf(clientId, clientIds);
            var mine = new List<MessageQueue>();
            for (int next = index; index >= 0 && next < queues.Count; next += clientIds.Count) mine.Add(queues[next]);
            return mine;
        }
    }
}
