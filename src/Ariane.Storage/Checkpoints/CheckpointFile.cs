using System.Buffers.Binary;
using Ariane.Storage.Files;

namespace Ariane.Storage.Checkpoints;

/// <summary>The file <c>checkpoint</c>: 4096 bytes, five big-endian int64 and zeros. One user at a time.</summary>
/// <remarks>
/// Source: store/.../store/StoreCheckpoint.java. A missing or short file reads as zeros: recover everything.
/// </remarks>
internal sealed class CheckpointFile(IStoreFiles files, string path)
{
    private const int FileBytes = 4096;
    private const int FieldsBytes = 5 * sizeof(long);

    private Checkpoint? _written;

    public Checkpoint Read()
    {
        if (!files.FileExists(path)) return default;

        using IStoreFile file = files.Open(path, StoreFileMode.OpenExisting);
        Span<byte> fields = stackalloc byte[FieldsBytes];
        if (file.Read(0, fields) < FieldsBytes) return default;

        return new Checkpoint
        {
            LogTimestamp = BinaryPrimitives.ReadInt64BigEndian(fields),
            QueueTimestamp = BinaryPrimitives.ReadInt64BigEndian(fields[8..]),
            IndexTimestamp = BinaryPrimitives.ReadInt64BigEndian(fields[16..]),
            MasterFlushedOffset = BinaryPrimitives.ReadInt64BigEndian(fields[24..]),
            LastRecordOffset = BinaryPrimitives.ReadInt64BigEndian(fields[32..]),
        };
    }

    /// <summary>Writes and flushes, unless it is what was written last.</summary>
    /// <exception cref="IOException">The old values may remain, which is safe: they only promise less.</exception>
    public void Write(in Checkpoint checkpoint)
    {
        if (_written == checkpoint) return;

        Span<byte> fields = stackalloc byte[FieldsBytes];
        BinaryPrimitives.WriteInt64BigEndian(fields, checkpoint.LogTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(fields[8..], checkpoint.QueueTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(fields[16..], checkpoint.IndexTimestamp);
        BinaryPrimitives.WriteInt64BigEndian(fields[24..], checkpoint.MasterFlushedOffset);
        BinaryPrimitives.WriteInt64BigEndian(fields[32..], checkpoint.LastRecordOffset);

        bool isNew = !files.FileExists(path);
        using (IStoreFile file = files.Open(path, StoreFileMode.OpenOrCreate))
        {
            if (file.Bytes != FileBytes) file.SetLength(FileBytes);
            file.Write(0, fields);   // within one sector, so it is never torn
            file.Flush();
        }

        if (isNew) files.SyncDirectory(Path.GetDirectoryName(path)!);
        _written = checkpoint;
    }
}
