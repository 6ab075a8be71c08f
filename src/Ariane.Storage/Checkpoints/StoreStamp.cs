using Ariane.Storage.Files;

namespace Ariane.Storage.Checkpoints;

/// <summary>
/// What a store looks like between a stop and the next start; any broker that opens it in between changes this.
/// </summary>
/// <remarks>
/// Whoever opens a store, of this or another kind, writes to its file <c>lock</c>; whoever stops writes its checkpoint.
/// A copy that does not keep the times of files looks different too, which is safe: nobody has to believe a stamp.
/// Immutable. Source: store/.../store/DefaultMessageStore.java (start), store/.../store/StoreCheckpoint.java (flush).
/// </remarks>
/// <param name="LockTicks">When <c>lock</c> was written, in UTC ticks.</param>
/// <param name="CheckpointTicks">When <c>checkpoint</c> was written, in UTC ticks; 0 without one.</param>
/// <param name="LogTimestamp">The checkpoint's time for the log.</param>
/// <param name="QueueTimestamp">The checkpoint's time for the consume queues.</param>
/// <param name="LastRecordOffset">The checkpoint's last record.</param>
internal readonly record struct StoreStamp(
    long LockTicks, long CheckpointTicks, long LogTimestamp, long QueueTimestamp, long LastRecordOffset)
{
    /// <summary>The stamp of a store whose lock was last written at <paramref name="lockTime"/>.</summary>
    public static StoreStamp Of(DateTimeOffset lockTime, IStoreFiles files, string root)
    {
        string path = Path.Combine(root, StorePaths.Checkpoint);
        Checkpoint checkpoint = new CheckpointFile(files, path).Read();
        return new StoreStamp(
            lockTime.UtcTicks, LastWriteTicks(files, path), checkpoint.LogTimestamp, checkpoint.QueueTimestamp,
            checkpoint.LastRecordOffset);
    }

    private static long LastWriteTicks(IStoreFiles files, string path)
    {
        if (!files.FileExists(path)) return 0;

        using IStoreFile file = files.Open(path, StoreFileMode.OpenExisting);
        return file.LastWriteTime.UtcTicks;
    }
}
