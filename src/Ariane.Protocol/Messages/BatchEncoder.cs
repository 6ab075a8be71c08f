using System.Buffers;
using System.Buffers.Binary;

namespace Ariane.Protocol.Messages;

/// <summary>Writes the messages of a SEND_BATCH_MESSAGE body. Layout: <see cref="BatchEntryReader"/>.</summary>
public static class BatchEncoder
{
    /// <summary>The size of one entry.</summary>
    public static int EntryBytes(int bodyBytes, int propertyBytes) =>
        checked(BatchEntryReader.MinimumBytes + bodyBytes + propertyBytes);

    /// <summary>
    /// Appends one message. Magic and checksum stay 0: the broker fills them in when it splits the batch.
    /// </summary>
    /// <exception cref="ArgumentException">The properties are longer than a record can hold.</exception>
    public static void WriteEntry(
        IBufferWriter<byte> output, int flag, ReadOnlySpan<byte> body, ReadOnlySpan<byte> properties)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (properties.Length > MessageProperties.MaxBytes)
        {
            throw new ArgumentException(
                $"The properties take {properties.Length} bytes; a message may have {MessageProperties.MaxBytes}.",
                nameof(properties));
        }

        int entryBytes = EntryBytes(body.Length, properties.Length);
        Span<byte> entry = output.GetSpan(entryBytes)[..entryBytes];
        entry[..BatchEntryReader.HeadBytes].Clear();
        BinaryPrimitives.WriteInt32BigEndian(entry, entryBytes);
        BinaryPrimitives.WriteInt32BigEndian(entry[BatchEntryReader.FlagPosition..], flag);
        BinaryPrimitives.WriteInt32BigEndian(entry[(BatchEntryReader.FlagPosition + sizeof(int))..], body.Length);
        body.CopyTo(entry[BatchEntryReader.HeadBytes..]);

        Span<byte> rest = entry[(BatchEntryReader.HeadBytes + body.Length)..];
        BinaryPrimitives.WriteInt16BigEndian(rest, (short)properties.Length);
        properties.CopyTo(rest[sizeof(short)..]);
        output.Advance(entryBytes);
    }
}
