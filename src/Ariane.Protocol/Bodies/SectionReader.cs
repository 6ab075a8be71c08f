using System.Buffers.Binary;

namespace Ariane.Protocol.Bodies;

/// <summary>Walks the counted and length-prefixed parts of an inflated registration; integers are big-endian.</summary>
/// <remarks>Every malformed length or count is an <see cref="InvalidDataException"/>.</remarks>
internal ref struct SectionReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public ReadOnlySpan<byte> ReadSection(string name)
    {
        int length = ReadInt32(name);
        if (length < 0 || length > _rest.Length)
        {
            throw new InvalidDataException($"the {name} claims {length} bytes where {_rest.Length} are left");
        }

        var section = _rest[..length];
        _rest = _rest[length..];
        return section;
    }

    public int ReadCount(string name)
    {
        int count = ReadInt32(name);

        // Each element takes at least its length field.
        if (count < 0 || count > _rest.Length / sizeof(int))
        {
            throw new InvalidDataException($"{count} {name} cannot be in the {_rest.Length} bytes that are left");
        }

        return count;
    }

    private int ReadInt32(string name)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(_rest, out int value))
        {
            throw new InvalidDataException($"it ends before the {name}");
        }

        _rest = _rest[sizeof(int)..];
        return value;
    }
}
