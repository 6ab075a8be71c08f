namespace Ariane.Storage.Checkpoints;

/// <summary>
/// How far the files of a store were known to be on disk. Times are store times in Unix milliseconds.
/// </summary>
/// <remarks>Source: store/.../store/StoreCheckpoint.java.</remarks>
internal readonly record struct Checkpoint
{
    /// <summary>
    /// Recovery distrusts what was stored in the last moments before a checkpoint's times, as upstream does.
    /// </summary>
    private const long MarginMilliseconds = 3000;

    /// <summary>The log is on disk up to the last record stored at this time (physicMsgTimestamp).</summary>
    public long LogTimestamp { get; init; }

    /// <summary>The consume queues are, likewise (logicsMsgTimestamp).</summary>
    public long QueueTimestamp { get; init; }

    /// <summary>End of the last index file that is complete and on disk (indexMsgTimestamp).</summary>
    public long IndexTimestamp { get; init; }

    /// <summary>Of replication; carried along (masterFlushedOffset).</summary>
    public long MasterFlushedOffset { get; init; }

    /// <summary>Where a record of the log begins, the last one that was known (confirmPhyOffset); 0 for none.</summary>
    public long LastRecordOffset { get; init; }

    /// <summary>Where recovery after a crash may begin: log and queues agree before it.</summary>
    public long RecoveryTimestamp => Math.Max(0, Math.Min(LogTimestamp, QueueTimestamp) - MarginMilliseconds);

    /// <summary>As <see cref="RecoveryTimestamp"/>, for the index too.</summary>
    public long IndexRecoveryTimestamp => Math.Min(RecoveryTimestamp, IndexTimestamp);

    /// <summary>Losing a record stored before this is damage, not the end of what reached the disk.</summary>
    public long CertainLogTimestamp => LogTimestamp - MarginMilliseconds;
}
