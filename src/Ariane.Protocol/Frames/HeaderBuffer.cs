using System.Buffers;

namespace Ariane.Protocol.Frames;

/// <summary>
/// Collects one header, whose length stands before it, and is used again for the next. For one thread at a time.
/// </summary>
internal sealed class HeaderBuffer : IBufferWriter<byte>
{
    private const int InitialBytes = 1024;

    // Above this the memory is dropped after use, so that one giant header does not stay with its thread.
    private const int KeptBytes = 64 * 1024;

    private byte[] _bytes = new byte[InitialBytes];
    private int _written;

    /// <summary>What was written since the last reset, also to be patched.</summary>
    public Span<byte> Written => _bytes.AsSpan(0, _written);

    public void Reset()
    {
        _written = 0;
        if (_bytes.Length > KeptBytes) _bytes = new byte[InitialBytes];
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_written);
    }

    private void Reserve(int bytes)
    {
        if (_bytes.Length - _written < Math.Max(bytes, 1)) Grow(bytes);
    }

    private void Grow(int bytes) => Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, checked(_written + bytes)));
}
