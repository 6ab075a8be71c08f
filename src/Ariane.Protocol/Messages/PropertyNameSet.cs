using System.Text;

namespace Ariane.Protocol.Messages;

/// <summary>A few property names to look encoded names up in. Immutable; made once, kept in a static field.</summary>
public sealed class PropertyNameSet
{
    private readonly byte[][] _names;

    // Bit n is set if a name of n bytes is in the set; most names of a message are refused by it alone.
    private readonly ulong _lengths;

    public PropertyNameSet(params ReadOnlySpan<string> names)
    {
        _names = new byte[names.Length][];
        for (int i = 0; i < names.Length; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(names[i]);
            _lengths |= LengthBit(_names[i].Length);
        }
    }

    public bool Contains(ReadOnlySpan<byte> name)
    {
        if ((_lengths & LengthBit(name.Length)) == 0) return false;

        foreach (byte[] candidate in _names)
        {
            if (name.SequenceEqual(candidate)) return true;
        }

        return false;
    }

    private static ulong LengthBit(int length) => 1UL << Math.Min(length, 63);
}
