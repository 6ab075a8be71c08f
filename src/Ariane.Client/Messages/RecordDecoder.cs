using System.Buffers;
using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Messages;

/// <summary>
/// Reads the messages in the body of an answer: whole records, one after the other, as the log holds them.
/// </summary>
/// <remarks>Bodies are not copied: the messages share the answer's memory. Layout: docs/wire/message.md.</remarks>
internal static class RecordDecoder
{
    /// <summary>Brokers take bodies of at most 4 MiB; this leaves room for those configured otherwise.</summary>
    private const int MaxInflatedBytes = 128 * 1024 * 1024;

    private const MessageSysFlag PackedBatch = MessageSysFlag.InnerBatch | MessageSysFlag.NeedUnwrap;

    /// <summary>
    /// Appends the messages of <paramref name="records"/>, of a batch stored as one record each of its own.
    /// </summary>
    /// <param name="offsetDelta">Added to every queue offset: static topics number their queues across brokers.</param>
    /// <returns>False when the bytes stop being records; the messages before that point are there.</returns>
    public static bool TryDecode(
        MessageQueue queue, ReadOnlyMemory<byte> records, long offsetDelta, List<ReceivedMessage> messages)
    {
        while (records.Length > 0)
        {
            if (MessageRecord.TryRead(records.Span, out MessageRecord record) != RecordStatus.Message) return false;

            ReceivedMessage message = Decode(queue, record, records);
            message.QueueOffset += offsetDelta;
            if ((record.SysFlag & PackedBatch) != PackedBatch) messages.Add(message);
            else if (!TryUnpack(message, record, messages)) return false;

            records = records[record.TotalBytes..];
        }

        return true;
    }

    /// <summary>The messages of records that may be of different queues, until the bytes stop being records.</summary>
    public static List<ReceivedMessage> DecodeAll(ReadOnlyMemory<byte> records, string brokerName)
    {
        var messages = new List<ReceivedMessage>();
        while (MessageRecord.TryRead(records.Span, out MessageRecord record) == RecordStatus.Message)
        {
            string topic = Encoding.UTF8.GetString(record.Topic);
            messages.Add(Decode(new MessageQueue(topic, brokerName, record.QueueId), record, records));
            records = records[record.TotalBytes..];
        }

        return messages;
    }

    private static ReceivedMessage Decode(MessageQueue queue, in MessageRecord record, ReadOnlyMemory<byte> source)
    {
        ReadOnlyMemory<byte> body = Slice(source, record.Body);
        var encoding = BodyEncoding.None;
        if ((record.SysFlag & MessageSysFlag.Compressed) != 0) (body, encoding) = Inflate(body, record.SysFlag);
        return new ReceivedMessage(queue, record, body, encoding, Slice(source, record.Properties));
    }

    private static (ReadOnlyMemory<byte> Body, BodyEncoding Encoding) Inflate(
        ReadOnlyMemory<byte> body, MessageSysFlag flags)
    {
        DecompressionStatus status =
            MessageCompression.TryDecompress(body.Span, flags, MaxInflatedBytes, out byte[] content);
        if (status == DecompressionStatus.Done) return (content, BodyEncoding.None);
        return (body, (flags & MessageSysFlag.CompressionMask) switch
        {
            MessageSysFlag.CompressionLz4 => BodyEncoding.Lz4,
            MessageSysFlag.CompressionZstd => BodyEncoding.Zstd,
            _ => BodyEncoding.Zlib,
        });
    }

    private static bool TryUnpack(
        ReceivedMessage batch, in MessageRecord record, List<ReceivedMessage> messages)
    {
        var entries = new BatchEntryReader(new ReadOnlySequence<byte>(batch.Body));
        for (long offset = batch.QueueOffset; entries.MoveNext(); offset++)
        {
            ReadOnlyMemory<byte> properties = entries.Properties.ToArray();
            messages.Add(new ReceivedMessage(batch.Queue, record, entries.Body.ToArray(), BodyEncoding.None, properties)
            {
                Flag = entries.Flag,
                QueueOffset = offset,
            });
        }

        return !entries.IsMalformed;
    }

    // The part of source that a span cut out of it covers.
    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> source, ReadOnlySpan<byte> part) =>
        part.Length > 0 && source.Span.Overlaps(part, out int start) ? source.Slice(start, part.Length) : default;
}
