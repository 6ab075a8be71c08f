using System.Buffers.Binary;
using System.Text;

namespace Ariane.Crash.Raw;

/// <summary>
/// One record of a log, taken apart straight from the layout in docs/wire/message.md, with no code of Ariane's.
/// </summary>
internal sealed record RawRecord(
    long LogOffset,
    int Bytes,
    string Topic,
    int QueueId,
    long QueueOffset,
    int SysFlag,
    long StoreTimestamp,
    byte[] Body,
    IReadOnlyDictionary<string, string> Properties)
{
    private const uint Version1 = 0xDAA320A7;

    /// <summary>Prepared messages and roll-back marks are in no queue.</summary>
    public bool IsQueued => (SysFlag & 0xC) is 0 or 0x8;

    public long EndOffset => LogOffset + Bytes;

    /// <summary>The words that the message is to be found by.</summary>
    public IEnumerable<string> Keys =>
        [
            Properties["UNIQ_KEY"],
            .. Properties.GetValueOrDefault("KEYS", "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];

    /// <summary>
    /// Reads the record that begins at the start of <paramref name="source"/>; null if there is no whole one.
    /// </summary>
    public static RawRecord? TryRead(ReadOnlySpan<byte> source, long logOffset)
    {
        if (source.Length < 91) return null;
        int total = BinaryPrimitives.ReadInt32BigEndian(source);
        if (BinaryPrimitives.ReadUInt32BigEndian(source[4..]) != Version1 || total < 91 || total > source.Length)
            return null;

        source = source[..total];
        if (BinaryPrimitives.ReadInt64BigEndian(source[28..]) != logOffset) return null;

        int bodyBytes = BinaryPrimitives.ReadInt32BigEndian(source[84..]);
        if (bodyBytes < 0 || bodyBytes > total - 91) return null;
        byte[] body = source.Slice(88, bodyBytes).ToArray();
        if (BinaryPrimitives.ReadInt32BigEndian(source[8..]) != Checksum(body)) return null;

        ReadOnlySpan<byte> rest = source[(88 + bodyBytes)..];
        int topicBytes = rest[0];
        if (topicBytes + 3 > rest.Length) return null;
        int propertyBytes = BinaryPrimitives.ReadInt16BigEndian(rest[(1 + topicBytes)..]);
        if (1 + topicBytes + 2 + propertyBytes != rest.Length) return null;

        return new RawRecord(
            logOffset,
            total,
            Encoding.UTF8.GetString(rest.Slice(1, topicBytes)),
            BinaryPrimitives.ReadInt32BigEndian(source[12..]),
            BinaryPrimitives.ReadInt64BigEndian(source[20..]),
            BinaryPrimitives.ReadInt32BigEndian(source[36..]),
            BinaryPrimitives.ReadInt64BigEndian(source[56..]),
            body,
            ReadProperties(rest[(3 + topicBytes)..]));
    }

    /// <summary>CRC-32 as zlib has it, bit by bit, without its sign.</summary>
    private static int Checksum(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty) return 0;
        uint crc = uint.MaxValue;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return (int)(~crc & 0x7FFFFFFF);
    }

    private static Dictionary<string, string> ReadProperties(ReadOnlySpan<byte> text)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in Encoding.UTF8.GetString(text).Split('\u0002', StringSplitOptions.RemoveEmptyEntries))
        {
            int separator = pair.IndexOf('\u0001', StringComparison.Ordinal);
            if (separator > 0) properties[pair[..separator]] = pair[(separator + 1)..];
        }

        return properties;
    }
}
