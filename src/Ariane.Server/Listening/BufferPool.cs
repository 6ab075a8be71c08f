using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Ariane.Server.Listening;

/// <summary>Blocks of memory that sockets receive into and send from. Safe for concurrent use.</summary>
/// <remarks>
/// A connection holds a block only while bytes are under way. Kestrel's own blocks are 4 KiB; with these one system
/// call brings what many pipelined requests need, and their answers leave with one. Measured: docs/performance.md.
/// What a burst needed goes back to the garbage collector little by little: given away and allocated over and over,
/// blocks make everybody wait for the collector.
/// </remarks>
internal sealed class BufferPool(TimeProvider time) : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>Blocks that are kept for good: 8 MiB.</summary>
    public const int AlwaysKept = 128;

    private const int BlockBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Stack<Block> _free = new();  // Guarded by _gate; what was used last is in the processor's caches.
    private int _leastFree;  // Guarded by _gate: since the last trim nobody needed that many.
    private ITimer? _trimming;  // Guarded by _gate; there is one while more is free than is kept for good.

    /// <summary>Every so long, half of the blocks that nobody needed meanwhile are given away.</summary>
    public static TimeSpan TrimInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Blocks that wait to be rented.</summary>
    public int FreeBlocks
    {
        get
        {
            lock (_gate) return _free.Count;
        }
    }

    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <summary>A whole block, whatever size is asked for.</summary>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        lock (_gate)
        {
            if (_free.TryPop(out Block? block))
            {
                _leastFree = Math.Min(_leastFree, _free.Count);
                return block;
            }
        }

        return new Block(this);
    }

    // Listeners come and go and share the pool; the garbage collector takes its blocks with it.
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Block block)
    {
        lock (_gate)
        {
            _free.Push(block);
            if (_free.Count <= AlwaysKept || _trimming is not null) return;
            _leastFree = 0;
            _trimming = time.CreateTimer(
                static pool => ((BufferPool)pool!).Trim(), this, TrimInterval, TrimInterval);
        }
    }

    private void Trim()
    {
        lock (_gate)
        {
            int surplus = Math.Min((_leastFree + 1) / 2, _free.Count - AlwaysKept);
            for (; surplus > 0; surplus--) _free.Pop();
            _leastFree = _free.Count;
            if (_free.Count > AlwaysKept) return;
            _trimming?.Dispose();
            _trimming = null;
        }
    }

    /// <summary>Pinned, as the system reads and writes it while the garbage collector runs.</summary>
    private sealed class Block(BufferPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
