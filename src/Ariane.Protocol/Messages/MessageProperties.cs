namespace Ariane.Protocol.Messages;

/// <summary>
/// The property text of a message: <c>name 0x01 value 0x02</c>, repeated; the last separator may be missing.
/// </summary>
/// <remarks>
/// Source: common/.../common/message/MessageDecoder.java (string2messageProperties). Pairs with an empty name or value
/// are skipped, later duplicates win, and a value may hold further 0x01.
/// </remarks>
public static class MessageProperties
{
    /// <summary>Stands between a name and its value.</summary>
    public const byte NameSeparator = 1;

    /// <summary>Stands after each pair.</summary>
    public const byte PairSeparator = 2;

    /// <summary>The longest property text a record can hold.</summary>
    public const int MaxBytes = short.MaxValue;

    /// <summary>Finds a value in encoded properties.</summary>
    public static bool TryFind(ReadOnlySpan<byte> properties, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (name.IsEmpty) return false;

        // From the end, as the last duplicate wins.
        while (!properties.IsEmpty)
        {
            int start = properties.LastIndexOf(PairSeparator) + 1;
            ReadOnlySpan<byte> pair = properties[start..];
            if (pair.Length > name.Length + 1 && pair[name.Length] == NameSeparator && pair.StartsWith(name))
            {
                value = pair[(name.Length + 1)..];
                return true;
            }

            properties = properties[..Math.Max(start - 1, 0)];
        }

        return false;
    }

    /// <summary>Walks the pairs in the order they are written, duplicates included.</summary>
    public static PropertyEnumerator Enumerate(ReadOnlySpan<byte> properties) => new(properties);

    /// <summary>Can the pair be written without changing how the text around it is read?</summary>
    public static bool CanEncode(ReadOnlySpan<char> name, ReadOnlySpan<char> value) =>
        !name.IsEmpty && !value.IsEmpty
        && !name.ContainsAny((char)NameSeparator, (char)PairSeparator) && !value.Contains((char)PairSeparator);
}
