using System.Buffers;

namespace Ariane.Protocol.Messages;

/// <summary>A pooled buffer that grows to a limit and no further. Give it back with <see cref="Return"/>.</summary>
internal struct BoundedBuffer
{
    private const int MinimumBytes = 256;
    private const int MaxFirstBytes = 1024 * 1024;

    /// <summary>A guess that saves most buffers from growing.</summary>
    private const long ExpectedRatio = 4;

    // One more than allowed, so that content that is too large shows itself by filling it.
    private readonly long _capacityLimit;
    private byte[] _bytes;
    private int _length;

    /// <summary>A buffer for what <paramref name="compressedBytes"/> bytes may decompress to.</summary>
    public BoundedBuffer(int maxBytes, int compressedBytes)
    {
        _capacityLimit = (long)maxBytes + 1;
        long expected = Math.Min(compressedBytes * ExpectedRatio, Math.Min(_capacityLimit, MaxFirstBytes));
        _bytes = ArrayPool<byte>.Shared.Rent((int)Math.Max(expected, MinimumBytes));
    }

    public readonly bool IsOverLimit => _length >= _capacityLimit;

    /// <summary>Room for more, at least one byte, while not <see cref="IsOverLimit"/>.</summary>
    public Span<byte> GetRoom()
    {
        if (_length == _bytes.Length) Grow();
        long allowed = Math.Min(_bytes.Length, _capacityLimit) - _length;
        return _bytes.AsSpan(_length, (int)allowed);
    }

    public void Advance(int bytes) => _length += bytes;

    public readonly byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    public readonly void Return() => ArrayPool<byte>.Shared.Return(_bytes);

    private void Grow()
    {
        long size = Math.Min(_bytes.Length * 2L, Math.Min(_capacityLimit, Array.MaxLength));
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
