using System.Buffers.Binary;

namespace Ariane.Storage.CommitLogs;

/// <summary>
/// Numbers of the log's byte layout that its writer and its readers share. Drawn in docs/storage/layout.md.
/// </summary>
/// <remarks>Source: store/.../store/CommitLog.java, common/.../common/message/MessageDecoder.java.</remarks>
internal static class LogFormat
{
    public const int MessageMagic = unchecked((int)0xDAA320A7);
    public const int MessageMagicV2 = unchecked((int)0xDAA320AB);
    public const int BlankMagic = unchecked((int)0xCBD43194);

    /// <summary>
    /// Size and magic of the record that fills the end of a segment; these bytes always stay free for it.
    /// </summary>
    public const int BlankBytes = 8;

    /// <summary>What a record may be larger than its body: store/.../store/MessageExtEncoder.java.</summary>
    public const int MaxOverheadBytes = 64 * 1024;

    public const int MaxPropertiesBytes = short.MaxValue;

    /// <summary>Most that a record has besides topic, body and properties: version 2 with two IPv6 hosts.</summary>
    public const int MaxFixedBytes = 92 + 2 * 12;

    public const int PageBytes = 4096;

    /// <summary>The fields up to the log offset, which tell whether a record begins here.</summary>
    public const int ProbeBytes = 36;

    private const int MagicPosition = 4;
    private const int LogOffsetPosition = 28;

    /// <summary>At most 127 bytes, 255 for retry topics; those need the second version of the record.</summary>
    public static bool IsTopicLengthValid(ReadOnlySpan<byte> topic) =>
        topic.Length <= (topic.StartsWith("%RETRY%"u8) ? byte.MaxValue : sbyte.MaxValue);

    public static int ReadBytes(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32BigEndian(record);

    public static int ReadMagic(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt32BigEndian(record[MagicPosition..]);

    public static long ReadLogOffset(ReadOnlySpan<byte> record) =>
        BinaryPrimitives.ReadInt64BigEndian(record[LogOffsetPosition..]);

    public static bool IsMessageMagic(int magic) => magic is MessageMagic or MessageMagicV2;

    public static void WriteBlank(Span<byte> destination, int bytesLeft)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, bytesLeft);
        BinaryPrimitives.WriteInt32BigEndian(destination[MagicPosition..], BlankMagic);
    }
}
