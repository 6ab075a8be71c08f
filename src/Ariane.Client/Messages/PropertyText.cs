using System.Buffers;
using System.Globalization;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Messages;

/// <summary>
/// Keeps the property text of one message in a rented buffer. Used by one thread; disposed by who built it.
/// </summary>
internal struct PropertyText : IDisposable
{
    private const int MaxInt64Digits = 20;

    // Null once disposed, and in an instance nobody constructed.
    private byte[]? _buffer;
    private int _bytes;

    public PropertyText(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _bytes);

    public void Append(string name, ReadOnlySpan<char> value)
    {
        int nameBytes = Encoding.UTF8.GetMaxByteCount(name.Length);
        int valueBytes = Encoding.UTF8.GetMaxByteCount(value.Length);
        var pair = new PropertyWriter(Reserve(PropertyWriter.MaxPairBytes(nameBytes, valueBytes)));
        pair.Append(name, value);
        _bytes += pair.WrittenBytes;
    }

    public void Append(string name, long value)
    {
        Span<char> digits = stackalloc char[MaxInt64Digits];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Append(name, digits[..length]);
    }

    /// <summary>Appends the keys, separated by blanks.</summary>
    public void AppendJoined(string name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
        {
            Append(name, values[0]);
            return;
        }

        Append(name, string.Join(' ', values));
    }

    /// <summary>Gives the memory back; what <see cref="Written"/> returned must not be used any more.</summary>
    public void Dispose()
    {
        byte[]? buffer = _buffer;
        _buffer = null;
        _bytes = 0;
        if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
    }

    private Span<byte> Reserve(int bytes)
    {
        byte[] buffer = _buffer!; // Only a constructed text is appended to.
        if (bytes > buffer.Length - _bytes) buffer = Grow(buffer, bytes);
        return buffer.AsSpan(_bytes);
    }

    private byte[] Grow(byte[] buffer, int bytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, _bytes + bytes));
        buffer.AsSpan(0, _bytes).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        _buffer = larger;
        return larger;
    }
}
