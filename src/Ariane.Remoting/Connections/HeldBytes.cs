namespace Ariane.Remoting.Connections;

/// <summary>The part of a <see cref="HeldMemory"/> that one half of one connection holds.</summary>
/// <remarks>Its owner serialises calls of <see cref="Set"/>; all state is guarded by the lock of the memory.</remarks>
internal sealed class HeldBytes
{
    private readonly HeldMemory _memory;
    private readonly Action _evicted;

    /// <param name="memory">Shared with other connections.</param>
    /// <param name="evicted">Called, from any thread, when this holder must let go.</param>
    public HeldBytes(HeldMemory memory, Action evicted)
    {
        _memory = memory;
        _evicted = evicted;
        Node = new LinkedListNode<HeldBytes>(this);
    }

    public LinkedListNode<HeldBytes> Node { get; }

    public long Bytes { get; set; }

    public bool HasEnded { get; set; }

    /// <inheritdoc cref="HeldMemory.Set"/>
    public List<HeldBytes>? Set(long bytes, bool isRenewed = false) =>
        bytes == Bytes && (bytes == 0 || !isRenewed) ? null : _memory.Set(this, bytes, isRenewed);

    /// <summary>Holds nothing any more, whatever is said later.</summary>
    public void End() => _memory.End(this);

    /// <summary>Makes those let go that have to; not to be called under a lock.</summary>
    public static void Evict(List<HeldBytes>? holders)
    {
        if (holders is null) return;
        foreach (HeldBytes holder in holders) holder._evicted();
    }
}
