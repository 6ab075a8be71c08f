using System.Buffers;
using System.Net;
using System.Text;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.Messages;

/// <summary>The fields of a record in a form that FsCheck can generate.</summary>
public sealed record SampleMessage
{
    private static readonly IPAddress IPv6 = IPAddress.Parse("2001:db8::7");

    public string? Topic { get; init; } = "T";

    public byte[]? Body { get; init; } = [];

    public byte[]? Properties { get; init; } = [];

    public int QueueId { get; init; }

    public int SysFlag { get; init; }

    public int Flag { get; init; }

    public long BornTimestamp { get; init; }

    public long StoreTimestamp { get; init; }

    public long QueueOffset { get; init; }

    public long LogOffset { get; init; }

    public int ReconsumeTimes { get; init; }

    public long PreparedTransactionOffset { get; init; }

    public bool BornOnIPv6 { get; init; }

    public bool StoredOnIPv6 { get; init; }

    public ushort Port { get; init; }

    private byte[] TopicBytes => Encoding.UTF8.GetBytes(Topic ?? "");

    private HostAddress BornHost => HostAddress.From(BornOnIPv6 ? IPv6 : IPAddress.Loopback, Port);

    private HostAddress StoreHost => HostAddress.From(StoredOnIPv6 ? IPv6 : IPAddress.Broadcast, Port);

    public byte[] Encode() => Encode(new ReadOnlySequence<byte>(Body ?? []));

    public byte[] Encode(ReadOnlySequence<byte> body)
    {
        var message = new MessageToEncode
        {
            Topic = TopicBytes,
            QueueId = QueueId,
            Body = body,
            BodyCrc = Crc32.ComputeBody(body),
            Properties = Properties,
            SysFlag = (MessageSysFlag)SysFlag,
            Flag = Flag,
            BornTimestamp = BornTimestamp,
            BornHost = BornHost,
            StoreHost = StoreHost,
            ReconsumeTimes = ReconsumeTimes,
            PreparedTransactionOffset = PreparedTransactionOffset,
        };
        var encoded = new byte[message.EncodedBytes];
        message.Encode(encoded, QueueOffset, LogOffset, StoreTimestamp);
        return encoded;
    }

    public void AssertSame(MessageRecord record)
    {
        const MessageSysFlag hostBits = MessageSysFlag.BornHostIPv6 | MessageSysFlag.StoreHostIPv6;
        Assert.Equal(TopicBytes, record.Topic);
        Assert.Equal(Body ?? [], record.Body);
        Assert.Equal(Properties ?? [], record.Properties);
        Assert.Equal(QueueId, record.QueueId);
        Assert.Equal((MessageSysFlag)SysFlag & ~hostBits, record.SysFlag & ~hostBits);
        Assert.Equal(Flag, record.Flag);
        Assert.Equal(BornTimestamp, record.BornTimestamp);
        Assert.Equal(StoreTimestamp, record.StoreTimestamp);
        Assert.Equal(QueueOffset, record.QueueOffset);
        Assert.Equal(LogOffset, record.LogOffset);
        Assert.Equal(ReconsumeTimes, record.ReconsumeTimes);
        Assert.Equal(PreparedTransactionOffset, record.PreparedTransactionOffset);
        Assert.Equal(BornHost, record.BornHost);
        Assert.Equal(StoreHost, record.StoreHost);
        Assert.True(record.HasValidBody());
    }
}
