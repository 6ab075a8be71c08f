using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Index;

namespace Ariane.Storage.Retention;

/// <summary>Lets the log expire first, then what points into the part that is gone. One run at a time.</summary>
internal sealed class StoreRetention(
    SegmentRetention segments, CommitLog log, Dispatcher dispatcher, ConsumeQueueTable queues, IndexFiles? index)
{
    private long _trimmedTo = -1;

    /// <inheritdoc cref="SegmentRetention.Trigger"/>
    public void Trigger() => segments.Trigger();

    /// <summary>What is not on disk, or whose units are not, stays.</summary>
    /// <remarks>
    /// A queue whose units are lost and whose messages are gone would count from 0 again. That holds for a full disk
    /// too: the checkpoint syncs the queues often enough.
    /// </remarks>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long dispatched = dispatcher.DispatchedOffset; // Read first: what is dispatched later counts as unsynced then.
        long limit = Math.Min(Math.Min(log.DurableOffset, dispatched), queues.UnsyncedFrom);
        await segments.RunAsync(limit, cancellationToken);
        queues.CorrectMinOffsets(log.MinOffset);

        // A segment that a crash leaves on disk is part of the log again, and its messages need their units.
        long min = segments.FirstOnDisk;
        if (min == _trimmedTo) return;

        queues.DeleteExpired(min);
        index?.DeleteExpired(min);
        _trimmedTo = min;
    }

    /// <inheritdoc cref="SegmentRetention.DeleteReturned"/>
    public void DeleteReturned() => segments.DeleteReturned();
}
