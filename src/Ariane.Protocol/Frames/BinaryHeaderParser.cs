using System.Buffers.Binary;
using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Frames;

/// <summary>Decodes headers of codec 1.</summary>
/// <remarks>
/// Big-endian: int16 code | int8 language | int16 version | int32 opaque | int32 flag | int32 remark bytes | remark |
/// int32 ext bytes | ext entries. An entry: int16 name bytes | name | int32 value bytes | value.
/// Source: remoting/.../remoting/protocol/RocketMQSerializable.java.
/// </remarks>
internal static class BinaryHeaderParser
{
    private const int FixedBytes = 17;    // up to and with the remark's length

    private const string TooShort = "the header ends within a field";

    /// <summary>Fills <paramref name="parts"/>; returns what is wrong, or null.</summary>
    public static string? Parse(ReadOnlySpan<byte> bytes, ref HeaderParts parts)
    {
        if (bytes.Length < FixedBytes + sizeof(int)) return TooShort;

        parts.Language = LanguageNames.FromCode(bytes[2]);
        parts.Version = BinaryPrimitives.ReadInt16BigEndian(bytes[3..]);
        parts.Opaque = BinaryPrimitives.ReadInt32BigEndian(bytes[5..]);
        parts.Flags = BinaryPrimitives.ReadInt32BigEndian(bytes[9..]);
        int code = BinaryPrimitives.ReadInt16BigEndian(bytes);
        parts.Code = (parts.Flags & (int)CommandFlags.Response) == 0 ? WrappedCodes.Unwrap(code) : code;

        int remarkBytes = BinaryPrimitives.ReadInt32BigEndian(bytes[13..]);
        if ((uint)remarkBytes > (uint)(bytes.Length - FixedBytes - sizeof(int))) return TooShort;
        parts.HasRemark = remarkBytes > 0;
        (parts.RemarkStart, parts.RemarkBytes) = (FixedBytes, remarkBytes);

        int start = FixedBytes + remarkBytes + sizeof(int);
        int fieldBytes = BinaryPrimitives.ReadInt32BigEndian(bytes[(start - sizeof(int))..]);
        if ((uint)fieldBytes > (uint)(bytes.Length - start)) return TooShort;
        (parts.FieldsStart, parts.FieldsBytes) = (start, fieldBytes);
        return AreWellFormed(bytes.Slice(start, fieldBytes))
            ? null
            : "an ext field of the header is longer than the header";
    }

    /// <summary>Upstream closes the connection on a bad length even when nobody reads the fields.</summary>
    private static bool AreWellFormed(ReadOnlySpan<byte> fields)
    {
        while (!fields.IsEmpty)
        {
            if (!BinaryField.TryCut(ref fields, out _, out _)) return false;
        }

        return true;
    }
}
