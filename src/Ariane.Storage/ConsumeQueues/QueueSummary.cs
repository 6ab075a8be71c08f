using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Ariane.Storage.Files;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>
/// Where every queue begins and ends, written down at a clean stop so that the next start needs none of their files.
/// </summary>
/// <remarks>
/// <code>
/// int64 segment bytes | int32 topics
/// topic   int32 name bytes | name | int64 time of its directory | int32 queues
/// queue   int32 id | int64 first segment | int64 min | int64 max
///         | int64 log offset of the first message | of the last | its end, -1 for none
/// </code>
/// Big-endian. It is believed if segment size and topics' directories are what they were: a directory's time changes
/// when queues in it come and go. Stateless.
/// </remarks>
internal static class QueueSummary
{
    /// <summary>Encodes the queues of all topics that have a directory; nobody changes them meanwhile.</summary>
    public static void Encode(
        ArrayBufferWriter<byte> buffer,
        long segmentBytes,
        IReadOnlyCollection<StoreEntry> directories,
        ILookup<string, ConsumeQueue> queues)
    {
        Write(buffer, segmentBytes);
        Write(buffer, directories.Count);
        foreach (StoreEntry directory in directories)
        {
            Write(buffer, Encoding.UTF8.GetByteCount(directory.Name));
            Encoding.UTF8.GetBytes(directory.Name, buffer);
            Write(buffer, directory.LastWriteTime.UtcTicks);
            ConsumeQueue[] known = [.. queues[directory.Name].Where(static queue => !queue.IsUnknown)];
            Write(buffer, known.Length);
            foreach (ConsumeQueue queue in known) Write(buffer, queue);
        }
    }

    /// <summary>
    /// What <see cref="Encode"/> wrote, unharmed; null if it is about other directories than these, which are sorted.
    /// </summary>
    public static Topic[]? TryDecode(
        ReadOnlySpan<byte> bytes, long segmentBytes, IReadOnlyList<StoreEntry> directories)
    {
        if (ReadInt64(ref bytes) != segmentBytes || ReadInt32(ref bytes) != directories.Count) return null;

        var topics = new Topic[directories.Count];
        for (int i = 0; i < topics.Length; i++)
        {
            int nameBytes = ReadInt32(ref bytes);
            string name = Encoding.UTF8.GetString(bytes[..nameBytes]);
            bytes = bytes[nameBytes..];
            long time = ReadInt64(ref bytes);
            if (name != directories[i].Name || time != directories[i].LastWriteTime.UtcTicks) return null;

            var queues = new Ends[ReadInt32(ref bytes)];
            for (int j = 0; j < queues.Length; j++) queues[j] = ReadEnds(ref bytes);
            topics[i] = new Topic(name, queues);
        }

        return topics;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ConsumeQueue queue)
    {
        Write(buffer, queue.QueueId);
        foreach (long value in (ReadOnlySpan<long>)
            [
                queue.FirstSegment, queue.MinOffset, queue.MaxOffset,
                queue.FirstLogOffset, queue.LastLogOffset, queue.EndLogOffset,
            ])
        {
            Write(buffer, value);
        }
    }

    private static void Write(ArrayBufferWriter<byte> buffer, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), value);
        buffer.Advance(sizeof(long));
    }

    private static void Write(ArrayBufferWriter<byte> buffer, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), value);
        buffer.Advance(sizeof(int));
    }

    private static Ends ReadEnds(ref ReadOnlySpan<byte> bytes) => new(
        ReadInt32(ref bytes), ReadInt64(ref bytes), ReadInt64(ref bytes), ReadInt64(ref bytes), ReadInt64(ref bytes),
        ReadInt64(ref bytes), ReadInt64(ref bytes));

    private static long ReadInt64(ref ReadOnlySpan<byte> bytes)
    {
        long value = BinaryPrimitives.ReadInt64BigEndian(bytes);
        bytes = bytes[sizeof(long)..];
        return value;
    }

    private static int ReadInt32(ref ReadOnlySpan<byte> bytes)
    {
        int value = BinaryPrimitives.ReadInt32BigEndian(bytes);
        bytes = bytes[sizeof(int)..];
        return value;
    }

    /// <summary>A topic and its queues.</summary>
    internal readonly record struct Topic(string Name, Ends[] Queues);

    /// <summary>What <see cref="QueueLoader"/> would find out about one queue.</summary>
    internal readonly record struct Ends(
        int QueueId, long FirstSegment, long Min, long Max, long FirstLogOffset, long LastLogOffset, long EndLogOffset);
}
