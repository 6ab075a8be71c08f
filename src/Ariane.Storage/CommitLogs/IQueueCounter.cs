namespace Ariane.Storage.CommitLogs;

/// <summary>
/// Numbers the messages of one queue. Declared by the log, which assigns the numbers; implemented by the queue.
/// </summary>
/// <remarks>Both members are guarded by <see cref="CommitLog.AppendLock"/>.</remarks>
internal interface IQueueCounter
{
    /// <summary>The queue offset of the next message that is appended.</summary>
    long NextOffset { get; set; }

    /// <summary>The queue was deleted after the caller looked it up: look it up again.</summary>
    bool IsDeleted { get; }
}
