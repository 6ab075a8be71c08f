namespace Ariane.Remoting.Connections;

/// <summary>
/// Who holds how much of a limited amount of memory, and since when. Safe for concurrent use.
/// </summary>
/// <remarks>Calls nobody while its lock is held, so that it may be called under any other.</remarks>
internal sealed class HeldMemory(long limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<HeldBytes> _holders = new();  // Guarded by _gate; who has held the longest comes first.
    private long _bytes;
    private int _connections;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>One more connection shares the memory, until <see cref="Leave"/>.</summary>
    public void Join() => Interlocked.Increment(ref _connections);

    /// <inheritdoc cref="Join"/>
    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Whether the connections could take more than half of it with so much each. Takes no lock.</summary>
    public bool IsCrowded(long bytesEach) => Volatile.Read(ref _connections) * bytesEach > limit / 2;

    /// <summary>Says how much a holder holds now; nothing once it was evicted or has ended.</summary>
    /// <param name="bytes">0 takes it out.</param>
    /// <param name="isRenewed">It has made progress and counts as if it held only since now.</param>
    /// <returns>Those that must let go, as all together hold too much; null for none.</returns>
    public List<HeldBytes>? Set(HeldBytes holder, long bytes, bool isRenewed)
    {
        lock (_gate)
        {
            if (holder.HasEnded) return null;
            Change(holder, bytes);
            LinkedListNode<HeldBytes> node = holder.Node;
            if (node.List is not null && (bytes == 0 || isRenewed)) _holders.Remove(node);
            if (node.List is null && bytes > 0) _holders.AddLast(node);
            return _bytes > limit ? Evict() : null;
        }
    }

    /// <summary>Takes a holder out for good.</summary>
    public void End(HeldBytes holder)
    {
        lock (_gate) Remove(holder);
    }

    // The caller holds _gate.
    private List<HeldBytes> Evict()
    {
        var evicted = new List<HeldBytes>();
        while (_bytes > limit && _holders.First is { } first)
        {
            evicted.Add(first.Value);
            Remove(first.Value);
        }

        return evicted;
    }

    // The caller holds _gate.
    private void Remove(HeldBytes holder)
    {
        Change(holder, 0);
        holder.HasEnded = true;
        if (holder.Node.List is not null) _holders.Remove(holder.Node);
    }

    // The caller holds _gate.
    private void Change(HeldBytes holder, long bytes)
    {
        Volatile.Write(ref _bytes, _bytes + bytes - holder.Bytes);
        holder.Bytes = bytes;
    }
}
