using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Tests.GoldenStore;

/// <summary>Every record of three commit logs, against what upstream's decoder says about it.</summary>
public class GoldenStoreTests
{
    [Theory]
    [InlineData("clean", 226)]
    [InlineData("killed", 1748)]
    [InlineData("crc", 75)]
    public void TryRead_EveryRecordOfALog_IsWhatUpstreamReads(string store, int expectedCount)
    {
        ReadOnlySpan<byte> log = GoldenStoreLog.LoadLog(store);
        IReadOnlyList<JsonElement> messages = GoldenStoreLog.LoadMessages(store);
        Assert.Equal(expectedCount, messages.Count);

        int position = 0;
        int count = 0;
        while (position < log.Length)
        {
            RecordStatus status = MessageRecord.TryRead(log[position..], out MessageRecord record);
            if (status != RecordStatus.Blank)
            {
                Assert.Equal(RecordStatus.Message, status);
                Assert.Equal(position, record.LogOffset);
                AssertSame(messages[count++], record);
            }

            position += record.TotalBytes;
        }

        Assert.Equal(messages.Count, count);
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("killed")]
    [InlineData("crc")]
    public void Encode_FieldsOfEveryRecord_GivesUpstreamsBytes(string store)
    {
        ReadOnlySpan<byte> log = GoldenStoreLog.LoadLog(store);
        var destination = new byte[65536];
        int position = 0;
        while (position < log.Length)
        {
            RecordStatus status = MessageRecord.TryRead(log[position..], out MessageRecord record);
            if (status == RecordStatus.Message)
            {
                MessageToEncode message = ToEncode(record);
                message.Encode(destination, record.QueueOffset, record.LogOffset, record.StoreTimestamp);
                Assert.Equal(log.Slice(position, record.TotalBytes), destination.AsSpan(0, message.EncodedBytes));
            }

            position += record.TotalBytes;
        }
    }

    [Fact]
    public void TryDecompress_CompressedMessageOfTheCleanStore_GivesItsText()
    {
        JsonElement message = GoldenStoreLog.LoadMessages("clean")
            .First(message => (message.GetProperty("sysFlag").GetInt32() & (int)MessageSysFlag.Compressed) != 0);
        byte[] body = message.GetProperty("bodyBase64").GetBytesFromBase64();
        var sysFlag = (MessageSysFlag)message.GetProperty("sysFlag").GetInt32();

        Assert.Equal(
            DecompressionStatus.Done, MessageCompression.TryDecompress(body, sysFlag, 1 << 20, out byte[] content));
        Assert.True(content.Length >= 4096, "The producer compresses from 4096 bytes on.");
        Assert.All(content, value => Assert.InRange(value, (byte)' ', (byte)'~'));
    }

    [Fact]
    public void MoveNext_InnerBatchesOfTheCleanStore_HoldAsManyMessagesAsTheyClaim()
    {
        int batches = 0;
        foreach (JsonElement message in GoldenStoreLog.LoadMessages("clean"))
        {
            var sysFlag = (MessageSysFlag)message.GetProperty("sysFlag").GetInt32();
            if ((sysFlag & MessageSysFlag.InnerBatch) == 0) continue;

            byte[] body = message.GetProperty("bodyBase64").GetBytesFromBase64();
            var reader = new BatchEntryReader(new ReadOnlySequence<byte>(body));
            int entries = 0;
            while (reader.MoveNext()) entries++;

            Assert.False(reader.IsMalformed);
            string claimed = message.GetProperty("properties").GetProperty(PropertyNames.InnerNum).GetString()!;
            Assert.Equal(int.Parse(claimed, CultureInfo.InvariantCulture), entries);
            batches++;
        }

        Assert.Equal(3, batches);
    }

    private static MessageToEncode ToEncode(MessageRecord record) => new()
    {
        Topic = record.Topic,
        QueueId = record.QueueId,
        Body = record.Body,
        BodyCrc = Crc32.ComputeBody(record.Body),
        Properties = record.Properties,
        SysFlag = record.SysFlag,
        Flag = record.Flag,
        BornTimestamp = record.BornTimestamp,
        BornHost = record.BornHost,
        StoreHost = record.StoreHost,
        ReconsumeTimes = record.ReconsumeTimes,
        PreparedTransactionOffset = record.PreparedTransactionOffset,
    };

    private static void AssertSame(JsonElement expected, MessageRecord record)
    {
        Assert.Equal(expected.GetProperty("physicalOffset").GetInt64(), record.LogOffset);
        Assert.Equal(expected.GetProperty("size").GetInt32(), record.TotalBytes);
        Assert.Equal(expected.GetProperty("magic").GetString() == "V2", record.IsVersion2);
        Assert.Equal(expected.GetProperty("topic").GetString(), Encoding.UTF8.GetString(record.Topic));
        Assert.Equal(expected.GetProperty("queueId").GetInt32(), record.QueueId);
        Assert.Equal(expected.GetProperty("queueOffset").GetInt64(), record.QueueOffset);
        Assert.Equal(expected.GetProperty("sysFlag").GetInt32(), (int)record.SysFlag);
        Assert.Equal(expected.GetProperty("flag").GetInt32(), record.Flag);
        Assert.Equal(expected.GetProperty("storeTimestamp").GetInt64(), record.StoreTimestamp);
        Assert.Equal(expected.GetProperty("reconsumeTimes").GetInt32(), record.ReconsumeTimes);
        Assert.Equal(
            expected.GetProperty("preparedTransactionOffset").GetInt64(), record.PreparedTransactionOffset);
        Assert.Equal(expected.GetProperty("bodyCrc").GetInt32(), record.BodyCrc);
        Assert.True(record.HasValidBody());

        string offsetId = MessageId.FormatOffsetId(record.StoreHost, record.LogOffset);
        Assert.Equal(expected.GetProperty("offsetMsgId").GetString(), offsetId);
        MessageProperties.TryFind(record.Properties, "TAGS"u8, out ReadOnlySpan<byte> tags);
        Assert.Equal(expected.GetProperty("tagsHash").GetInt32(), JavaStringHash.ComputeUtf8(tags));
        if (expected.TryGetProperty("properties", out JsonElement properties))
            AssertSameContent(expected, properties, record);
    }

    /// <summary>What only some of the recordings hold.</summary>
    private static void AssertSameContent(JsonElement expected, JsonElement properties, MessageRecord record)
    {
        Assert.Equal(expected.GetProperty("bornTimestamp").GetInt64(), record.BornTimestamp);
        Assert.Equal(ParseHost(expected.GetProperty("bornHost")), record.BornHost);
        Assert.Equal(ParseHost(expected.GetProperty("storeHost")), record.StoreHost);
        if (expected.TryGetProperty("bodyBase64", out JsonElement body))
            Assert.Equal(body.GetBytesFromBase64(), record.Body);

        var actual = new SortedDictionary<string, string>(StringComparer.Ordinal);
        PropertyEnumerator pairs = MessageProperties.Enumerate(record.Properties);
        while (pairs.MoveNext()) actual[Encoding.UTF8.GetString(pairs.Name)] = Encoding.UTF8.GetString(pairs.Value);
        Assert.Equal(
            properties.EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal),
            actual);
    }

    /// <summary>Java's form, with a slash before the address.</summary>
    private static HostAddress ParseHost(JsonElement host) =>
        HostAddress.From(IPEndPoint.Parse(host.GetString()!.TrimStart('/')));
}
