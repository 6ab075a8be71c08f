using Ariane.Storage.Checkpoints;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Index;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Recovery;

/// <summary>Makes queues and index agree with a recovered log. Runs once, before the store is used.</summary>
internal sealed class StoreRecovery(
    CommitLog log,
    ConsumeQueueTable queues,
    IndexFiles? index,
    CheckpointWriter checkpoint,
    Dispatcher dispatcher,
    ILogger logger)
{
    /// <summary>Cuts what is ahead of the log and dispatches what is behind.</summary>
    /// <exception cref="StoreException">The log cannot be read where it was found to be sound.</exception>
    public void Recover(RecoveredLog recovered, bool afterCrash)
    {
        long end = recovered.End.Offset;
        queues.Deleted.Limit(end);
        bool hasQueuesLost = queues.MaxLogOffset > end;
        if (hasQueuesLost)
        {
            RecoveryEvents.QueuesAhead(logger, queues.MaxLogOffset, end);

            // A log that has expired up to its end still has numbers to go on from; one that begins anew has not.
            if (end == 0) queues.DeleteAll();
            else queues.TruncateAfter(end);
        }

        bool hasIndexLost = (index?.TruncateAfter(end) ?? false) || afterCrash;
        bool hasLostFirst = afterCrash && HasLostFirstUnits();
        long queueStart = hasLostFirst ? log.MinOffset : FindQueueStart(recovered, afterCrash);
        long knownStart = afterCrash ? FindDoubtful(queueStart) : queueStart;
        long start = queues.HasLostFiles ? log.MinOffset : knownStart;
        bool hasQueues = start >= recovered.ScannedFrom && !queues.HasLostFiles;
        if (afterCrash || queues.HasLostFiles) LowerPromises(hasQueues);
        if (hasLostFirst) queues.DeleteAll();
        queues.DeleteCutOff();

        // What was not known to be on disk may be there in part, or be left from what the log lost in an earlier crash.
        if (afterCrash) queues.TruncateAfter(queueStart);
        dispatcher.Redispatch(hasIndexLost ? FindIndexStart(start) : start, end, () => LowerPromises(hasQueues: false));
        queues.CorrectMinOffsets(log.MinOffset);
        queues.InitializeNextOffsets();
        dispatcher.Start(end);
        if (afterCrash || hasQueuesLost || queues.HasLostFiles) queues.Flush(thorough: true);
        queues.CloseFiles();
    }

    /// <summary>Before anything is cut: if this recovery is interrupted, the next one must begin no later.</summary>
    private void LowerPromises(bool hasQueues)
    {
        queues.LowerDurableTimestamp(hasQueues ? log.DurableTimestamp : 0);
        checkpoint.Lower(queues.DurableTimestamp, index?.RecoveredTimestamp ?? 0);
    }

    /// <summary>
    /// A log that nothing has expired from holds the first message of every queue;
    /// a queue that does not has lost files.
    /// </summary>
    private bool HasLostFirstUnits()
    {
        if (log.MinOffset > 0) return false;
        foreach (ConsumeQueue queue in queues.All)
        {
            if (queue.MinOffset == 0) continue;
            RecoveryEvents.QueueLostUnits(logger, queue.Topic, queue.QueueId, queue.MinOffset);
            return true;
        }

        return false;
    }

    /// <summary>The first record that the queues may lack; what they have already is ignored.</summary>
    private long FindQueueStart(RecoveredLog recovered, bool afterCrash)
    {
        long queuesEnd = queues.MaxLogOffset;
        if (queuesEnd < log.MinOffset) return log.MinOffset;
        return afterCrash
            ? Math.Min(recovered.ScannedFrom, SegmentStart(queuesEnd))
            : StartOfRecord(queuesEnd, recovered.ScannedFrom);
    }

    /// <summary>The first record that a queue may lack whose end is not sure, if that is earlier.</summary>
    private long FindDoubtful(long queueStart)
    {
        long doubtful = queues.FindDamaged(queueStart);
        if (doubtful == queueStart) return queueStart;
        return doubtful < log.MinOffset ? log.MinOffset : Math.Min(queueStart, StartOfRecord(doubtful, queueStart));
    }

    /// <summary>The first record that the index, which kept its whole entries only, or the queues may lack.</summary>
    private long FindIndexStart(long queueStart)
    {
        if (index is null) return queueStart;
        long indexed = index.EndLogOffset;
        return indexed < log.MinOffset ? log.MinOffset : Math.Min(queueStart, StartOfRecord(indexed, queueStart));
    }

    /// <summary>
    /// An offset from the files of queues or index, if a record does begin there; else a safe one before it.
    /// </summary>
    private long StartOfRecord(long logOffset, long scannedFrom)
    {
        if (logOffset == log.AppendedOffset) return logOffset;
        if (!log.TryReadRecord(logOffset, out LogSlice record)) return Math.Min(scannedFrom, SegmentStart(logOffset));

        record.Dispose();
        return logOffset;
    }

    private long SegmentStart(long logOffset) =>
        log.Segments.Find(Math.Min(logOffset, log.AppendedOffset - 1))?.BaseOffset ?? log.MinOffset;
}
