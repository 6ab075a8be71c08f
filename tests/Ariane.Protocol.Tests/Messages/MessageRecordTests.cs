using System.Buffers.Binary;
using System.Net;
using System.Text;
using Ariane.Protocol.Messages;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Protocol.Tests.Messages;

public class MessageRecordTests
{
    /// <summary>
    /// A record as upstream writes it: topic TopicTest, tag TagA, key k1, body hello, queue 1 at offset 5.
    /// </summary>
    private static readonly byte[] Golden = Convert.FromHexString(
        "0000007bdaa320a73610a6860000000100000000000000000000000500000000000003e800000000"
        + "0000018bcfe568007f000001000030390000018bcfe56801c0a8010a00002a9f00000000"
        + "00000000000000000000000568656c6c6f09546f7069635465737400125441475301546167"
        + "41024b455953016b3102");

    [Fact]
    public void TryRead_GoldenRecord_GivesEveryField()
    {
        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(Golden, out MessageRecord record));

        Assert.Equal(123, record.TotalBytes);
        Assert.False(record.IsVersion2);
        Assert.Equal(0x3610A686, record.BodyCrc);
        Assert.Equal(1, record.QueueId);
        Assert.Equal(0, record.Flag);
        Assert.Equal(5, record.QueueOffset);
        Assert.Equal(1000, record.LogOffset);
        Assert.Equal(MessageSysFlag.None, record.SysFlag);
        Assert.Equal(1700000000000, record.BornTimestamp);
        Assert.Equal("127.0.0.1:12345", record.BornHost.ToString());
        Assert.Equal(1700000000001, record.StoreTimestamp);
        Assert.Equal("192.168.1.10:10911", record.StoreHost.ToString());
        Assert.Equal(0, record.ReconsumeTimes);
        Assert.Equal(0, record.PreparedTransactionOffset);
        Assert.Equal("hello"u8, record.Body);
        Assert.Equal("TopicTest"u8, record.Topic);
        Assert.Equal("TAGS\u0001TagA\u0002KEYS\u0001k1\u0002"u8, record.Properties);
        Assert.True(record.HasValidBody());
    }

    [Fact]
    public void Encode_FieldsOfTheGoldenRecord_GivesItsBytes()
    {
        var message = new MessageToEncode
        {
            Topic = "TopicTest"u8,
            QueueId = 1,
            Body = "hello"u8,
            BodyCrc = Crc32.ComputeBody("hello"u8),
            Properties = "TAGS\u0001TagA\u0002KEYS\u0001k1\u0002"u8,
            BornTimestamp = 1700000000000,
            BornHost = HostAddress.From(IPEndPoint.Parse("127.0.0.1:12345")),
            StoreHost = HostAddress.From(IPEndPoint.Parse("192.168.1.10:10911")),
        };

        var destination = new byte[message.EncodedBytes];
        message.Encode(destination, queueOffset: 5, logOffset: 1000, storeTimestamp: 1700000000001);

        Assert.Equal(Golden, destination);
    }

    [Fact]
    public void TryRead_BytesThatFollow_AreNotPartOfTheRecord()
    {
        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead([.. Golden, 1, 2, 3], out MessageRecord record));
        Assert.Equal(Golden.Length, record.TotalBytes);
        Assert.Equal("TAGS\u0001TagA\u0002KEYS\u0001k1\u0002"u8, record.Properties);
    }

    [Fact]
    public void TryRead_CutAtAnyByte_IsIncomplete()
    {
        for (int length = 0; length < Golden.Length; length++)
        {
            Assert.Equal(RecordStatus.Incomplete, MessageRecord.TryRead(Golden.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void TryRead_StatedLengthDiffersFromTheParts_IsInvalid()
    {
        var longer = new byte[Golden.Length + 1];
        Golden.CopyTo(longer, 0);
        BinaryPrimitives.WriteInt32BigEndian(longer, longer.Length);
        byte[] shorter = [.. Golden];
        BinaryPrimitives.WriteInt32BigEndian(shorter, shorter.Length - 1);

        Assert.Equal(RecordStatus.Invalid, MessageRecord.TryRead(longer, out _));
        Assert.Equal(RecordStatus.Invalid, MessageRecord.TryRead(shorter, out _));
    }

    [Theory]
    [InlineData(0, 0x7FFF_FFFF, RecordStatus.Incomplete)]
    [InlineData(0, 90, RecordStatus.Invalid)]
    [InlineData(0, -1, RecordStatus.Invalid)]
    [InlineData(4, 0, RecordStatus.Invalid)]
    [InlineData(36, 0x30, RecordStatus.Invalid)]
    [InlineData(84, -1, RecordStatus.Invalid)]
    [InlineData(84, 0x7FFF_FFFF, RecordStatus.Invalid)]
    [InlineData(84, 4, RecordStatus.Invalid)]
    [InlineData(84, 6, RecordStatus.Invalid)]
    public void TryRead_FieldOverwritten_IsRefused(int position, int value, RecordStatus expected)
    {
        byte[] bytes = [.. Golden];
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(position), value);

        Assert.Equal(expected, MessageRecord.TryRead(bytes, out _));
    }

    [Fact]
    public void TryRead_AnyByteReplaced_StaysInsideTheRecord()
    {
        for (int position = 0; position < Golden.Length; position++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] bytes = [.. Golden];
                bytes[position] = (byte)value;
                if (MessageRecord.TryRead(bytes, out MessageRecord record) == RecordStatus.Message)
                    TouchEverything(record);
            }
        }
    }

    [Fact]
    public void TryRead_RandomBytesBehindAMagic_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), garbage =>
        {
            byte[] bytes = [0, 0, 0, (byte)(garbage.Length + 91), 0xDA, 0xA3, 0x20, 0xA7, .. garbage, .. new byte[83]];
            if (MessageRecord.TryRead(bytes, out MessageRecord record) == RecordStatus.Message) TouchEverything(record);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void TryRead_Blank_StatesWhatIsLeftOfTheSegment()
    {
        byte[] blank = [0, 0, 2, 0x51, 0xCB, 0xD4, 0x31, 0x94];

        Assert.Equal(RecordStatus.Blank, MessageRecord.TryRead(blank, out MessageRecord record));
        Assert.Equal(593, record.TotalBytes);

        blank[2] = 0;
        blank[3] = 7;
        Assert.Equal(RecordStatus.Invalid, MessageRecord.TryRead(blank, out _));
    }

    [Fact]
    public void HasValidBody_BodyChanged_IsFalse()
    {
        byte[] bytes = [.. Golden];
        bytes[88] ^= 1;

        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(bytes, out MessageRecord record));
        Assert.False(record.HasValidBody());
    }

    [Fact]
    public void Encode_AnyMessage_ReadsBackTheSame() =>
        Prop.ForAll(ArbMap.Default.ArbFor<SampleMessage>(), sample =>
        {
            byte[] encoded = sample.Encode();
            Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(encoded, out MessageRecord record));
            sample.AssertSame(record);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(127, false)]
    [InlineData(128, true)]
    [InlineData(255, true)]
    public void Encode_TopicLength_DecidesTheVersion(int topicBytes, bool isVersion2)
    {
        string topic = new('t', topicBytes);
        byte[] encoded = new SampleMessage { Topic = topic, Body = [1, 2, 3] }.Encode();

        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(encoded, out MessageRecord record));
        Assert.Equal(isVersion2, record.IsVersion2);
        Assert.Equal(topic, Encoding.UTF8.GetString(record.Topic));
        Assert.Equal([1, 2, 3], record.Body.ToArray());
    }

    [Fact]
    public void Encode_BodyInPieces_EqualsBodyInOnePiece()
    {
        byte[] body = [.. Enumerable.Range(0, 50).Select(i => (byte)i)];
        var sample = new SampleMessage { Body = body };

        Assert.Equal(sample.Encode(), sample.Encode(Sequences.Split(body, 7)));
    }

    [Fact]
    public void Encode_StaleIPv6Bits_AreCorrected()
    {
        var sample = new SampleMessage { SysFlag = (int)(MessageSysFlag.BornHostIPv6 | MessageSysFlag.Compressed) };

        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(sample.Encode(), out MessageRecord record));
        Assert.Equal(MessageSysFlag.Compressed, record.SysFlag);
    }

    private static void TouchEverything(MessageRecord record)
    {
        _ = record.HasValidBody();
        Assert.Equal(
            record.TotalBytes,
            record.Body.Length + record.Topic.Length + record.Properties.Length + (record.IsVersion2 ? 76 : 75)
                + record.BornHost.EncodedBytes + record.StoreHost.EncodedBytes);
        _ = record.StoreHost.ToString() + record.BornHost + record.StoreTimestamp + record.ReconsumeTimes;
        _ = record.PreparedTransactionOffset;
    }
}
