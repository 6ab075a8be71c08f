using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;

namespace Ariane.Storage.Checkpoints;

/// <summary>
/// Collects how far log, queues and index are on disk, and writes it down. One writing caller at a time.
/// </summary>
internal sealed class CheckpointWriter(CheckpointFile file, Checkpoint last)
{
    private Checkpoint _last = last;
    private long _indexTimestamp = last.IndexTimestamp;

    /// <summary>An index file up to this store time is complete and on disk. From any thread.</summary>
    public void IndexCompleted(long endTimestamp) => Volatile.Write(ref _indexTimestamp, endTimestamp);

    /// <summary>
    /// Takes back what was promised of queues and index behind these times. After a crash,
    /// before anything is added to them.
    /// </summary>
    /// <remarks>
    /// They may have been further than the log, which lost its end. What takes the place of it may have the same times
    /// while a clock is behind, and would count as being on disk.
    /// </remarks>
    public void Lower(long queueTimestamp, long indexTimestamp)
    {
        _last = _last with
        {
            QueueTimestamp = Math.Min(_last.QueueTimestamp, queueTimestamp),
            IndexTimestamp = Math.Min(_last.IndexTimestamp, indexTimestamp),
        };
        Volatile.Write(ref _indexTimestamp, _last.IndexTimestamp);
        file.Write(_last);
    }

    /// <exception cref="IOException">The old values may remain, which is safe: they only promise less.</exception>
    public void Write(CommitLog log, ConsumeQueueTable queues)
    {
        _last = _last with
        {
            LogTimestamp = log.DurableTimestamp,
            QueueTimestamp = queues.DurableTimestamp,
            IndexTimestamp = Volatile.Read(ref _indexTimestamp),
            LastRecordOffset = log.DurableRecordOffset,
        };
        file.Write(_last);
    }
}
