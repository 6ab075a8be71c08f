using Ariane.Broker.Clients;
using Ariane.Protocol.Bodies;

namespace Ariane.Broker.Locking;

/// <summary>Which client of a group may consume which queue in order. Safe for concurrent use.</summary>
/// <remarks>
/// A lock that its owner does not renew is free again after <see cref="ClientOptions.QueueLockTimeout"/>; the end of a
/// connection does not free it. Source: broker/.../broker/client/rebalance/RebalanceLockManager.java.
/// </remarks>
internal sealed class QueueLocks(ClientOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Dictionary<string, Dictionary<MessageQueue, Entry>> _groups = new(StringComparer.Ordinal);
    private int _count;  // Guarded by _gate.
    private long _characters;  // Guarded by _gate.

    /// <summary>Takes or renews locks; returns the queues that now belong to the client.</summary>
    public List<MessageQueue> Lock(string group, string clientId, IReadOnlyList<MessageQueue> queues)
    {
        var granted = new List<MessageQueue>(queues.Count);
        long now = time.GetTimestamp();
        lock (_gate)
        {
            if (!_groups.TryGetValue(group, out Dictionary<MessageQueue, Entry>? locks))
            {
                if (_groups.Count >= options.MaxLockingGroups) return granted;
                _groups[group] = locks = [];
            }

            foreach (MessageQueue queue in queues)
            {
                if (TryTake(group, locks, queue, new Entry(clientId, now))) granted.Add(queue);
            }

            if (locks.Count == 0) _groups.Remove(group);
        }

        return granted;
    }

    /// <summary>Gives up the client's own locks; those of others stay.</summary>
    public void Unlock(string group, string clientId, IReadOnlyList<MessageQueue> queues)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(group, out Dictionary<MessageQueue, Entry>? locks)) return;
            foreach (MessageQueue queue in queues)
            {
                if (!locks.TryGetValue(queue, out Entry entry) || entry.ClientId != clientId) continue;
                Remove(group, locks, queue, entry);
            }

            if (locks.Count == 0) _groups.Remove(group);
        }
    }

    /// <summary>Whether any queue is locked for the group right now.</summary>
    public bool IsAnyLocked(string group)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            if (!_groups.TryGetValue(group, out Dictionary<MessageQueue, Entry>? locks)) return false;
            foreach (Entry entry in locks.Values)
            {
                if (!IsExpired(entry, now)) return true;
            }

            return false;
        }
    }

    /// <summary>Forgets locks that nobody renewed.</summary>
    public void RemoveExpired()
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            // Removing while enumerating is allowed for dictionaries.
            foreach ((string group, Dictionary<MessageQueue, Entry> locks) in _groups)
            {
                foreach ((MessageQueue queue, Entry entry) in locks)
                {
                    if (IsExpired(entry, now)) Remove(group, locks, queue, entry);
                }

                if (locks.Count == 0) _groups.Remove(group);
            }
        }
    }

    // The caller holds _gate.
    private bool TryTake(string group, Dictionary<MessageQueue, Entry> locks, MessageQueue queue, Entry wanted)
    {
        bool isTaken = locks.TryGetValue(queue, out Entry held);
        if (isTaken && held.ClientId != wanted.ClientId && !IsExpired(held, wanted.RenewedAt)) return false;
        if (!isTaken && _count >= options.MaxQueueLocks) return false;

        long more = isTaken ? wanted.ClientId.Length - held.ClientId.Length : Measure(group, queue, wanted);
        if (more > 0 && _characters + more > options.MaxQueueLockCharacters) return false;
        _characters += more;
        if (!isTaken) _count++;
        locks[queue] = wanted;
        return true;
    }

    // The caller holds _gate.
    private void Remove(string group, Dictionary<MessageQueue, Entry> locks, MessageQueue queue, Entry entry)
    {
        locks.Remove(queue);
        _characters -= Measure(group, queue, entry);
        _count--;
    }

    private static int Measure(string group, MessageQueue queue, Entry entry) =>
        group.Length + entry.ClientId.Length + queue.Topic.Length + queue.BrokerName.Length;

    private bool IsExpired(Entry entry, long now) =>
        time.GetElapsedTime(entry.RenewedAt, now) > options.QueueLockTimeout;

    private readonly record struct Entry(string ClientId, long RenewedAt);
}
