using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Ariane.Protocol.Messages;

namespace Ariane.Storage.CommitLogs;

/// <summary>
/// The records of a client batch, encoded before the append lock is taken; only their places are filled in under it.
/// </summary>
/// <remarks>Owns rented memory until <see cref="Dispose"/>. Source: store/.../store/MessageExtEncoder.java.</remarks>
internal ref struct EncodedBatch : IDisposable
{
    private const byte PairSeparator = 0x02;
    private const int QueueOffsetPosition = 20;
    private const int LogOffsetPosition = 28;
    private const int StoreTimestampPosition = 56;
    private const int IPv6ExtraBytes = 12;

    private byte[]? _buffer;
    private readonly int _timestampPosition;

    private EncodedBatch(HostAddress bornHost, int capacity)
    {
        _timestampPosition = StoreTimestampPosition + (bornHost.IsIPv6 ? IPv6ExtraBytes : 0);
        _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    }

    public int Bytes { get; private set; }

    public int Count { get; private set; }

    /// <summary>Encodes every entry with what <paramref name="template"/> says for all.</summary>
    public static AppendStatus TryEncode(
        in MessageToEncode template,
        in ReadOnlySequence<byte> batch,
        ReadOnlySpan<byte> sharedProperties,
        int maxMessageBytes,
        out EncodedBatch encoded)
    {
        encoded = default;
        if (batch.Length > maxMessageBytes) return AppendStatus.MessageTooLarge;

        AppendStatus status = Measure(template, batch, sharedProperties.Length, out int bound);
        if (status != AppendStatus.Appended) return status;

        encoded = new EncodedBatch(template.BornHost, bound);
        var entries = new BatchEntryReader(batch);
        byte[] properties = ArrayPool<byte>.Shared.Rent(LogFormat.MaxPropertiesBytes);
        while (entries.MoveNext())
        {
            int propertyBytes = Join(entries.Properties, sharedProperties, properties);
            encoded.Add(template, entries, properties.AsSpan(0, propertyBytes));
        }

        ArrayPool<byte>.Shared.Return(properties);
        return AppendStatus.Appended;
    }

    /// <summary>
    /// Copies the records to their place in the log and tells each where it is. Under the append lock.
    /// </summary>
    public readonly void CopyTo(
        Span<byte> destination, long queueOffset, long logOffset, long storeTimestamp, Span<long> logOffsets)
    {
        Debug.Assert(logOffsets.Length == Count);
        _buffer.AsSpan(0, Bytes).CopyTo(destination);
        int position = 0;
        for (int index = 0; index < Count; index++)
        {
            Span<byte> record = destination[position..];
            BinaryPrimitives.WriteInt64BigEndian(record[QueueOffsetPosition..], queueOffset + index);
            BinaryPrimitives.WriteInt64BigEndian(record[LogOffsetPosition..], logOffset + position);
            BinaryPrimitives.WriteInt64BigEndian(record[_timestampPosition..], storeTimestamp);
            logOffsets[index] = logOffset + position;
            position += LogFormat.ReadBytes(record);
        }
    }

    public void Dispose()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    /// <summary>Checks every entry and finds how many bytes the records can take together.</summary>
    private static AppendStatus Measure(
        in MessageToEncode template, in ReadOnlySequence<byte> batch, int sharedBytes, out int bound)
    {
        long total = 0;
        int count = 0;
        bound = 0;
        var entries = new BatchEntryReader(batch);
        while (entries.MoveNext())
        {
            // The separator between the two parts is counted whether it is needed or not.
            long propertyBytes = entries.Properties.Length + 1 + sharedBytes;
            if (propertyBytes > LogFormat.MaxPropertiesBytes) return AppendStatus.PropertiesTooLarge;
            total += LogFormat.MaxFixedBytes + template.Topic.Length + entries.Body.Length + propertyBytes;
            count++;
        }

        if (entries.IsMalformed || count == 0) return AppendStatus.MalformedBatch;
        if ((template.SysFlag & MessageSysFlag.TransactionMask) != 0) return AppendStatus.MalformedBatch;
        if (total > int.MaxValue || !LogFormat.IsTopicLengthValid(template.Topic)) return AppendStatus.MessageTooLarge;

        bound = (int)total;
        return AppendStatus.Appended;
    }

    private static int Join(in ReadOnlySequence<byte> own, ReadOnlySpan<byte> shared, Span<byte> destination)
    {
        own.CopyTo(destination);
        int bytes = (int)own.Length;
        if (bytes > 0 && shared.Length > 0 && destination[bytes - 1] != PairSeparator)
            destination[bytes++] = PairSeparator;
        shared.CopyTo(destination[bytes..]);
        return bytes + shared.Length;
    }

    private void Add(in MessageToEncode template, in BatchEntryReader entry, ReadOnlySpan<byte> properties)
    {
        var message = new MessageToEncode
        {
            Topic = template.Topic,
            QueueId = template.QueueId,
            Body = entry.Body,
            BodyCrc = Crc32.ComputeBody(entry.Body),
            Properties = properties,
            SysFlag = template.SysFlag,
            Flag = entry.Flag,
            BornTimestamp = template.BornTimestamp,
            BornHost = template.BornHost,
            StoreHost = template.StoreHost,
            ReconsumeTimes = template.ReconsumeTimes,
        };
        int bytes = message.EncodedBytes;
        message.Encode(_buffer.AsSpan(Bytes, bytes), queueOffset: 0, logOffset: 0, storeTimestamp: 0);
        Bytes += bytes;
        Count++;
    }
}
