using System.Buffers;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Messages;

/// <summary>
/// Builds the property text of one message in a rented buffer. Used by one thread; disposed by who built it.
/// </summary>
/// <remarks><c>name 0x01 value 0x02</c>, repeated. Source: common/.../common/message/MessageDecoder.java.</remarks>
internal struct PropertyText : IDisposable
{
    // Null once disposed, and in an instance nobody constructed.
    private byte[]? _buffer;
    private int _bytes;

    public PropertyText(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public readonly ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _bytes);

    public void Append(string name, string value)
    {
        int most = Encoding.UTF8.GetMaxByteCount(name.Length) + Encoding.UTF8.GetMaxByteCount(value.Length) + 2;
        Span<byte> free = Reserve(most);
        int written = Encoding.UTF8.GetBytes(name, free);
        free[written++] = MessageProperties.NameSeparator;
        written += Encoding.UTF8.GetBytes(value, free[written..]);
        free[written++] = MessageProperties.PairSeparator;
        _bytes += written;
    }

    public void Append(string name, long value)
    {
        Span<byte> free = Reserve(Encoding.UTF8.GetMaxByteCount(name.Length) + 24);
        int written = Encoding.UTF8.GetBytes(name, free);
        free[written++] = MessageProperties.NameSeparator;
        value.TryFormat(free[written..], out int digits, provider: null);
        written += digits;
        free[written++] = MessageProperties.PairSeparator;
        _bytes += written;
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
