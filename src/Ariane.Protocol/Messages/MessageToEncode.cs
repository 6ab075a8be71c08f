using System.Buffers.Binary;
using System.Diagnostics;

namespace Ariane.Protocol.Messages;

/// <summary>All of a record that is known before the log assigns its place. Layout: docs/wire/message.md.</summary>
/// <remarks>
/// The IPv6 bits of the sysFlag are set while encoding, from the addresses. Limits are the caller's to check, before
/// it gets here: a topic of at most 255 bytes, properties of at most 32767.
/// </remarks>
public readonly ref struct MessageToEncode
{
    private const MessageSysFlag HostBits = MessageSysFlag.BornHostIPv6 | MessageSysFlag.StoreHostIPv6;

    /// <summary>The topic in UTF-8: at most 127 bytes, 255 for retry topics.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    public required int QueueId { get; init; }

    public required MessageBody Body { get; init; }

    /// <summary><see cref="Crc32.ComputeBody(in System.Buffers.ReadOnlySequence{byte})"/> of the body.</summary>
    public required int BodyCrc { get; init; }

    /// <summary>Encoded properties, at most 32767 bytes.</summary>
    public required ReadOnlySpan<byte> Properties { get; init; }

    public MessageSysFlag SysFlag { get; init; }

    public int Flag { get; init; }

    public required long BornTimestamp { get; init; }

    public required HostAddress BornHost { get; init; }

    public required HostAddress StoreHost { get; init; }

    public int ReconsumeTimes { get; init; }

    public long PreparedTransactionOffset { get; init; }

    /// <summary>How many bytes <see cref="Encode"/> writes.</summary>
    public int EncodedBytes =>
        RecordLayout.MinimumBytes(IsVersion2, EncodedSysFlag) + Body.Length + Topic.Length + Properties.Length;

    private bool IsVersion2 => Topic.Length > RecordLayout.MaxVersion1TopicBytes;

    private MessageSysFlag EncodedSysFlag =>
        (SysFlag & ~HostBits)
        | (BornHost.IsIPv6 ? MessageSysFlag.BornHostIPv6 : 0)
        | (StoreHost.IsIPv6 ? MessageSysFlag.StoreHostIPv6 : 0);

    /// <summary>Writes the record; version 2 exactly when the topic is longer than 127 bytes.</summary>
    public void Encode(Span<byte> destination, long queueOffset, long logOffset, long storeTimestamp)
    {
        Debug.Assert(Topic.Length <= short.MaxValue && Properties.Length <= short.MaxValue);
        destination = destination[..EncodedBytes];
        BinaryPrimitives.WriteInt32BigEndian(destination, destination.Length);
        BinaryPrimitives.WriteUInt32BigEndian(
            destination[RecordLayout.Magic..], IsVersion2 ? RecordLayout.MagicVersion2 : RecordLayout.MagicVersion1);
        BinaryPrimitives.WriteInt32BigEndian(destination[RecordLayout.BodyCrc..], BodyCrc);
        BinaryPrimitives.WriteInt32BigEndian(destination[RecordLayout.QueueId..], QueueId);
        BinaryPrimitives.WriteInt32BigEndian(destination[RecordLayout.Flag..], Flag);
        BinaryPrimitives.WriteInt64BigEndian(destination[RecordLayout.QueueOffset..], queueOffset);
        BinaryPrimitives.WriteInt64BigEndian(destination[RecordLayout.LogOffset..], logOffset);
        BinaryPrimitives.WriteInt32BigEndian(destination[RecordLayout.SysFlag..], (int)EncodedSysFlag);
        BinaryPrimitives.WriteInt64BigEndian(destination[RecordLayout.BornTimestamp..], BornTimestamp);
        BornHost.WriteTo(destination[RecordLayout.BornHost..]);
        EncodeAfterBornHost(destination[(RecordLayout.BornHost + BornHost.EncodedBytes)..], storeTimestamp);
    }

    private void EncodeAfterBornHost(Span<byte> rest, long storeTimestamp)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, storeTimestamp);
        StoreHost.WriteTo(rest[sizeof(long)..]);
        rest = rest[(sizeof(long) + StoreHost.EncodedBytes)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, ReconsumeTimes);
        BinaryPrimitives.WriteInt64BigEndian(rest[sizeof(int)..], PreparedTransactionOffset);
        BinaryPrimitives.WriteInt32BigEndian(rest[(sizeof(int) + sizeof(long))..], Body.Length);
        rest = rest[(sizeof(int) + sizeof(long) + sizeof(int))..];
        Body.CopyTo(rest);
        EncodeAfterBody(rest[Body.Length..]);
    }

    private void EncodeAfterBody(Span<byte> rest)
    {
        if (IsVersion2)
        {
            BinaryPrimitives.WriteInt16BigEndian(rest, (short)Topic.Length);
            rest = rest[sizeof(short)..];
        }
        else
        {
            rest[0] = (byte)Topic.Length;
            rest = rest[sizeof(byte)..];
        }

        Topic.CopyTo(rest);
        rest = rest[Topic.Length..];
        BinaryPrimitives.WriteInt16BigEndian(rest, (short)Properties.Length);
        Properties.CopyTo(rest[sizeof(short)..]);
    }
}
