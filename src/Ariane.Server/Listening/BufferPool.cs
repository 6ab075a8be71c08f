using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Ariane.Server.Listening;

/// <summary>Blocks of memory that sockets receive into and send from. Safe for concurrent use.</summary>
/// <remarks>
/// A connection holds a block only while bytes are under way. Kestrel's own blocks are 4 KiB; with these one system
/// call brings what many pipelined requests need, and their answers leave with one. Measured: docs/performance.md.
/// </remarks>
internal sealed class BufferPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 64 * 1024;

    // 8 MiB are kept for the next burst; what a larger one needed goes back to the garbage collector.
    private const int MostKept = 128;

    private readonly ConcurrentQueue<Block> _free = new();
    private int _kept;

    public override int MaxBufferSize => BlockBytes;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <summary>A whole block, whatever size is asked for.</summary>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockBytes);
        if (!_free.TryDequeue(out Block? block)) return new Block(this);
        Interlocked.Decrement(ref _kept);
        return block;
    }

    // Listeners come and go and share the pool; the garbage collector takes its blocks with it.
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _kept) <= MostKept) _free.Enqueue(block);
        else Interlocked.Decrement(ref _kept);
    }

    /// <summary>Pinned, as the system reads and writes it while the garbage collector runs.</summary>
    private sealed class Block(BufferPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockBytes, pinned: true);

        public void Dispose() => pool.Return(this);
    }
}
