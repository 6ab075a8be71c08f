using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;

namespace Ariane.Remoting.Connections;

/// <summary>
/// Holds what is written while a flush is pending: a <see cref="PipeWriter"/> takes nothing until it completes.
/// </summary>
/// <remarks>Used under the lock of the output that owns it, which also bounds its size. Memory is rented.</remarks>
internal sealed class OverflowBuffer : IBufferWriter<byte>
{
    private const int ChunkBytes = 32 * 1024;

    private readonly Queue<Chunk> _full = new();
    private Chunk _last;

    public bool IsEmpty => _full.Count == 0 && _last.Written == 0;

    public void Advance(int count)
    {
        Debug.Assert(count <= _last.Free);
        _last.Written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_last.Free < Math.Max(sizeHint, 1)) StartChunk(sizeHint);
        return _last.Memory.AsMemory(_last.Written);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>
    /// Moves about <paramref name="maxBytes"/> of the oldest bytes on; at least one chunk when there is any.
    /// </summary>
    /// <returns>The number of bytes moved.</returns>
    public int MoveTo(PipeWriter writer, int maxBytes)
    {
        int moved = 0;
        while (moved < maxBytes && TryTakeOldest(out Chunk chunk))
        {
            writer.Write(chunk.Memory.AsSpan(0, chunk.Written));
            moved += chunk.Written;
            ArrayPool<byte>.Shared.Return(chunk.Memory);
        }

        return moved;
    }

    /// <summary>Drops everything.</summary>
    public void Clear()
    {
        while (TryTakeOldest(out Chunk chunk)) ArrayPool<byte>.Shared.Return(chunk.Memory);
    }

    private bool TryTakeOldest(out Chunk chunk)
    {
        if (_full.TryDequeue(out chunk)) return true;
        chunk = _last;
        _last = default;
        return chunk.Memory is not null;
    }

    private void StartChunk(int sizeHint)
    {
        if (_last.Written > 0) _full.Enqueue(_last);
        else if (_last.Memory is not null) ArrayPool<byte>.Shared.Return(_last.Memory);
        _last = new Chunk { Memory = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, ChunkBytes)) };
    }

    private struct Chunk
    {
        public byte[] Memory;
        public int Written;

        public readonly int Free => Memory is null ? 0 : Memory.Length - Written;
    }
}
