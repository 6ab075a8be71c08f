using System.Globalization;
using System.Text;

namespace Ariane.Protocol.Messages;

/// <summary>Writes property text into a span, pair after pair. Allocates nothing.</summary>
/// <remarks>
/// What does not fit is not written, and from then on nothing is: check <see cref="HasOverflowed"/> once, at the end.
/// Names and values must not hold the separators; see <see cref="MessageProperties.CanEncode"/>.
/// </remarks>
public ref struct PropertyWriter(Span<byte> destination)
{
    private const int SeparatorBytes = 2;
    private const int MaxInt64Digits = 20;

    private readonly Span<byte> _destination = destination;

    /// <summary>How much of the destination is filled.</summary>
    public int WrittenBytes { readonly get; private set; }

    /// <summary>True once something did not fit; the text is then incomplete.</summary>
    public bool HasOverflowed { readonly get; private set; }

    public readonly ReadOnlySpan<byte> Written => _destination[..WrittenBytes];

    /// <summary>The room that a pair takes, with a separator that may be needed before it.</summary>
    public static int MaxPairBytes(int nameBytes, int valueBytes) => nameBytes + valueBytes + SeparatorBytes + 1;

    /// <summary>Appends one pair. Pairs with an empty value are left out: readers would skip them.</summary>
    public void Append(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || !TryReserve(name.Length + value.Length + SeparatorBytes, out Span<byte> pair)) return;
        name.CopyTo(pair);
        pair[name.Length] = MessageProperties.NameSeparator;
        value.CopyTo(pair[(name.Length + 1)..]);
        pair[^1] = MessageProperties.PairSeparator;
    }

    /// <inheritdoc cref="Append(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
    public void Append(scoped ReadOnlySpan<char> name, scoped ReadOnlySpan<char> value)
    {
        int nameBytes = Encoding.UTF8.GetByteCount(name);
        int valueBytes = Encoding.UTF8.GetByteCount(value);
        if (valueBytes == 0 || !TryReserve(nameBytes + valueBytes + SeparatorBytes, out Span<byte> pair)) return;
        Encoding.UTF8.GetBytes(name, pair);
        pair[nameBytes] = MessageProperties.NameSeparator;
        Encoding.UTF8.GetBytes(value, pair[(nameBytes + 1)..]);
        pair[^1] = MessageProperties.PairSeparator;
    }

    /// <summary>Appends one pair whose value is a decimal number.</summary>
    public void Append(scoped ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[MaxInt64Digits];
        value.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        Append(name, digits[..length]);
    }

    /// <summary>
    /// Appends property text as it stands, except for the pairs whose name is in <paramref name="dropped"/>.
    /// </summary>
    /// <remarks>Everything else is kept byte for byte, text that no reader would understand included.</remarks>
    public void Copy(scoped ReadOnlySpan<byte> properties, PropertyNameSet dropped)
    {
        int keptFrom = 0;
        int position = 0;
        while (position < properties.Length)
        {
            int length = properties[position..].IndexOf(MessageProperties.PairSeparator);
            int end = length < 0 ? properties.Length : position + length + 1;
            int nameLength = properties[position..end].IndexOf(MessageProperties.NameSeparator);
            if (nameLength > 0 && dropped.Contains(properties.Slice(position, nameLength)))
            {
                CopyText(properties[keptFrom..position]);
                keptFrom = end;
            }

            position = end;
        }

        CopyText(properties[keptFrom..]);
    }

    private void CopyText(scoped ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && TryReserve(text.Length, out Span<byte> room)) text.CopyTo(room);
    }

    /// <summary>Takes room, after closing text that was copied without its last separator.</summary>
    private bool TryReserve(int bytes, out Span<byte> room)
    {
        room = default;
        bool isOpen = WrittenBytes > 0 && _destination[WrittenBytes - 1] != MessageProperties.PairSeparator;
        int needed = bytes + (isOpen ? 1 : 0);
        HasOverflowed |= needed > _destination.Length - WrittenBytes;
        if (HasOverflowed) return false;

        if (isOpen) _destination[WrittenBytes++] = MessageProperties.PairSeparator;
        room = _destination.Slice(WrittenBytes, bytes);
        WrittenBytes += bytes;
        return true;
    }
}
