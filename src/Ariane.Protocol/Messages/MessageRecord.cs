using System.Buffers.Binary;

namespace Ariane.Protocol.Messages;

/// <summary>
/// A view of one encoded message, as it lies in the commit log and in pull bodies. Layout: docs/wire/message.md.
/// </summary>
/// <remarks>
/// Borrows the bytes it was read from. Everything is checked once, in <see cref="TryRead"/>; after
/// <see cref="RecordStatus.Message"/> every member may be used, after <see cref="RecordStatus.Blank"/> only
/// <see cref="TotalBytes"/>.
/// </remarks>
public readonly ref struct MessageRecord
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _bodyBytes;
    private readonly int _topicBytes;

    private MessageRecord(int totalBytes) => TotalBytes = totalBytes;

    private MessageRecord(ReadOnlySpan<byte> bytes, int bodyBytes, int topicBytes)
    {
        TotalBytes = bytes.Length;
        _bytes = bytes;
        _bodyBytes = bodyBytes;
        _topicBytes = topicBytes;
    }

    /// <summary>The length the record states; of a blank, what is left of the segment, itself included.</summary>
    public int TotalBytes { get; }

    public bool IsVersion2 => ReadUInt32(RecordLayout.Magic) == RecordLayout.MagicVersion2;

    public int BodyCrc => ReadInt32(RecordLayout.BodyCrc);

    public int QueueId => ReadInt32(RecordLayout.QueueId);

    public int Flag => ReadInt32(RecordLayout.Flag);

    public long QueueOffset => ReadInt64(RecordLayout.QueueOffset);

    public long LogOffset => ReadInt64(RecordLayout.LogOffset);

    public MessageSysFlag SysFlag => (MessageSysFlag)ReadInt32(RecordLayout.SysFlag);

    public long BornTimestamp => ReadInt64(RecordLayout.BornTimestamp);

    public HostAddress BornHost =>
        HostAddress.Read(_bytes[RecordLayout.BornHost..], (SysFlag & MessageSysFlag.BornHostIPv6) != 0);

    public long StoreTimestamp => ReadInt64(RecordLayout.StoreTimestamp(SysFlag));

    public HostAddress StoreHost =>
        HostAddress.Read(_bytes[RecordLayout.StoreHost(SysFlag)..], (SysFlag & MessageSysFlag.StoreHostIPv6) != 0);

    public int ReconsumeTimes => ReadInt32(RecordLayout.ReconsumeTimes(SysFlag));

    public long PreparedTransactionOffset => ReadInt64(RecordLayout.PreparedTransactionOffset(SysFlag));

    public ReadOnlySpan<byte> Body => _bytes.Slice(BodyPosition, _bodyBytes);

    public ReadOnlySpan<byte> Topic => _bytes.Slice(TopicPosition, _topicBytes);

    public ReadOnlySpan<byte> Properties => _bytes[(TopicPosition + _topicBytes + sizeof(short))..];

    private int BodyPosition => RecordLayout.Body(SysFlag);

    private int TopicPosition => BodyPosition + _bodyBytes + (IsVersion2 ? sizeof(short) : sizeof(byte));

    /// <summary>Reads the record at the start of <paramref name="source"/>, which may hold more.</summary>
    /// <remarks>
    /// Never looks outside <paramref name="source"/>, whatever the bytes say, and takes nothing for a message unless
    /// its parts add up to exactly the length it states. The body's checksum is not compared.
    /// </remarks>
    public static RecordStatus TryRead(ReadOnlySpan<byte> source, out MessageRecord record)
    {
        record = default;
        if (source.Length < RecordLayout.HeadBytes) return RecordStatus.Incomplete;

        int totalBytes = BinaryPrimitives.ReadInt32BigEndian(source);
        switch (BinaryPrimitives.ReadUInt32BigEndian(source[RecordLayout.Magic..]))
        {
            case RecordLayout.MagicVersion1:
                return TryReadMessage(source, totalBytes, isVersion2: false, out record);
            case RecordLayout.MagicVersion2:
                return TryReadMessage(source, totalBytes, isVersion2: true, out record);
            case RecordLayout.MagicBlank when totalBytes >= RecordLayout.HeadBytes:
                record = new MessageRecord(totalBytes);
                return RecordStatus.Blank;
            default:
                return RecordStatus.Invalid;
        }
    }

    /// <summary>Does the stored CRC fit the body? True for an empty body.</summary>
    public bool HasValidBody() => Body.IsEmpty || Crc32.ComputeBody(Body) == BodyCrc;

    private static RecordStatus TryReadMessage(
        ReadOnlySpan<byte> source, int totalBytes, bool isVersion2, out MessageRecord record)
    {
        record = default;
        if (totalBytes < RecordLayout.MinimumBytes(isVersion2, MessageSysFlag.None)) return RecordStatus.Invalid;
        if (totalBytes > source.Length) return RecordStatus.Incomplete;

        source = source[..totalBytes];
        var sysFlag = (MessageSysFlag)BinaryPrimitives.ReadInt32BigEndian(source[RecordLayout.SysFlag..]);
        int variableBytes = totalBytes - RecordLayout.MinimumBytes(isVersion2, sysFlag);
        if (variableBytes < 0) return RecordStatus.Invalid;

        int topicLengthBytes = isVersion2 ? sizeof(short) : sizeof(byte);
        int bodyBytes = BinaryPrimitives.ReadInt32BigEndian(source[RecordLayout.BodyLength(sysFlag)..]);
        if (bodyBytes < 0 || bodyBytes > variableBytes) return RecordStatus.Invalid;

        ReadOnlySpan<byte> rest = source[(RecordLayout.Body(sysFlag) + bodyBytes)..];
        int topicBytes = isVersion2 ? BinaryPrimitives.ReadInt16BigEndian(rest) : (sbyte)rest[0];
        if (topicBytes < 0 || topicBytes > variableBytes - bodyBytes) return RecordStatus.Invalid;

        int propertiesBytes = BinaryPrimitives.ReadInt16BigEndian(rest[(topicLengthBytes + topicBytes)..]);
        if (propertiesBytes != variableBytes - bodyBytes - topicBytes) return RecordStatus.Invalid;

        record = new MessageRecord(source, bodyBytes, topicBytes);
        return RecordStatus.Message;
    }

    private int ReadInt32(int position) => BinaryPrimitives.ReadInt32BigEndian(_bytes[position..]);

    private uint ReadUInt32(int position) => BinaryPrimitives.ReadUInt32BigEndian(_bytes[position..]);

    private long ReadInt64(int position) => BinaryPrimitives.ReadInt64BigEndian(_bytes[position..]);
}
