using System.Buffers;
using System.Buffers.Binary;
using Ariane.Protocol.Messages;
using Ariane.Storage.Checkpoints;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;

namespace Ariane.Storage.Recovery;

/// <summary>
/// The file <c>queuesummary</c>: it exists between a clean stop and the next start, and is never believed unless the
/// store still is as that stop left it. Used by one thread at a time.
/// </summary>
/// <remarks>
/// <code>
/// int64 0x415249414E455131 | int32 CRC-32 of all that follows
/// int64 lock | int64 checkpoint | int64 log timestamp | int64 queue timestamp | int64 last record     the stamp
/// summary, see QueueSummary
/// </code>
/// Big-endian. It need not reach the disk: a torn one fails its checksum, and the queues' files are looked at instead.
/// </remarks>
internal sealed class QueueSummaryFile(IStoreFiles files, string root)
{
    private const long Magic = 0x4152_4941_4E45_5131;
    private const int SealBytes = sizeof(long) + sizeof(uint);
    private const int StampBytes = 5 * sizeof(long);
    private const int HeadBytes = SealBytes + StampBytes;

    /// <summary>Far above any real summary; keeps a damaged length from filling the memory.</summary>
    private const int MaxBytes = 256 * 1024 * 1024;

    private readonly string _path = Path.Combine(root, StorePaths.QueueSummary);

    /// <summary>
    /// Reads the summary and deletes it, before anything that it is about is changed; empty if it cannot be believed.
    /// </summary>
    /// <param name="lockTime">When the lock was taken before.</param>
    public ReadOnlyMemory<byte> Take(DateTimeOffset lockTime)
    {
        if (!files.FileExists(_path)) return default;

        byte[] bytes = ReadAll();
        files.DeleteFile(_path);
        return IsSound(bytes, StoreStamp.Of(lockTime, files, root)) ? bytes.AsMemory(HeadBytes) : default;
    }

    /// <summary>Writes the summary, as the last but for the abort marker.</summary>
    /// <param name="lockTime">When the lock was taken.</param>
    /// <param name="queues">All on disk, like the checkpoint.</param>
    /// <exception cref="IOException">What there is of the summary is not believed.</exception>
    public void Save(DateTimeOffset lockTime, ConsumeQueueTable queues)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        WriteHead(buffer.GetSpan(HeadBytes), StoreStamp.Of(lockTime, files, root));
        buffer.Advance(HeadBytes);
        queues.Summarize(buffer);

        // Whoever reads a summary looks at the checksum first, so it comes last.
        ReadOnlySpan<byte> content = buffer.WrittenSpan[SealBytes..];
        Span<byte> seal = stackalloc byte[SealBytes];
        BinaryPrimitives.WriteInt64BigEndian(seal, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(seal[sizeof(long)..], Crc32.Append(0, content));

        using IStoreFile file = files.Open(_path, StoreFileMode.OpenOrCreate);
        file.SetLength(buffer.WrittenCount);
        file.Write(SealBytes, content);
        file.Write(0, seal);
    }

    private byte[] ReadAll()
    {
        using IStoreFile file = files.Open(_path, StoreFileMode.OpenExisting);
        if (file.Bytes > MaxBytes) return [];

        byte[] bytes = new byte[file.Bytes];
        return bytes[..file.Read(0, bytes)];
    }

    private static bool IsSound(ReadOnlySpan<byte> bytes, in StoreStamp stamp)
    {
        if (bytes.Length < HeadBytes || BinaryPrimitives.ReadInt64BigEndian(bytes) != Magic) return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(long)..]) != Crc32.Append(0, bytes[SealBytes..]))
            return false;

        Span<byte> expected = stackalloc byte[HeadBytes];
        WriteHead(expected, stamp);
        return bytes[SealBytes..HeadBytes].SequenceEqual(expected[SealBytes..]);
    }

    private static void WriteHead(Span<byte> head, in StoreStamp stamp)
    {
        head = head[SealBytes..];
        BinaryPrimitives.WriteInt64BigEndian(head, stamp.LockTicks);
        BinaryPrimitives.WriteInt64BigEndian(head[8..], stamp.CheckpointTicks);
        BinaryPrimitives.WriteInt64BigEndian(head[16..], stamp.LogTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(head[24..], stamp.QueueTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(head[32..], stamp.LastRecordOffset);
    }
}
