using System.Buffers.Binary;

namespace Ariane.Protocol.Frames;

/// <summary>One ext field of codec 1: int16 name bytes | name | int32 value bytes | value, big-endian.</summary>
internal static class BinaryField
{
    /// <summary>Bytes of a field besides its name and value.</summary>
    public const int OverheadBytes = sizeof(short) + sizeof(int);

    /// <summary>Cuts the first field off; false when it does not fit.</summary>
    public static bool TryCut(
        scoped ref ReadOnlySpan<byte> fields, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = default;
        value = default;
        if (fields.Length < OverheadBytes) return false;

        int nameBytes = BinaryPrimitives.ReadInt16BigEndian(fields);
        if ((uint)nameBytes > (uint)(fields.Length - OverheadBytes)) return false;
        name = fields.Slice(sizeof(short), nameBytes);
        fields = fields[(sizeof(short) + nameBytes)..];

        int valueBytes = BinaryPrimitives.ReadInt32BigEndian(fields);
        if ((uint)valueBytes > (uint)(fields.Length - sizeof(int))) return false;
        value = fields.Slice(sizeof(int), valueBytes);
        fields = fields[(sizeof(int) + valueBytes)..];
        return true;
    }
}
