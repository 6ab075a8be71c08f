using Ariane.Storage.CommitLogs;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Recovery;

/// <summary>
/// Closes a store in the order in which its parts depend on each other, and says whether all of it is on disk.
/// </summary>
internal sealed class StoreClosing(StoreParts parts, TimeProvider time, ILogger logger)
{
    /// <summary>
    /// How long readers may keep segments; after it they stay mapped, since unmapping them would end the process.
    /// </summary>
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromSeconds(10);

    public async Task CloseAsync()
    {
        parts.Availability.Close();
        lock (parts.Log.AppendLock) { /* an append that was let in before is over now */ }

        bool isWritten = TryWriteLog();
        await parts.RetentionLoop.DisposeAsync();
        await parts.CheckpointLoop.DisposeAsync();
        await parts.Flusher.DisposeAsync();
        await parts.Dispatcher.StopAsync();
        bool isClean = TryWriteDerived() && isWritten && IsComplete();

        isClean &= await TryCloseSupplyAsync();
        await CloseSegmentsAsync();
        if (isClean)
        {
            WriteSummary();
            ClearAbort();
        }

        parts.Lock.Dispose();
    }

    private bool TryWriteLog()
    {
        try
        {
            parts.Log.Write();
            return true;
        }
        catch (IOException exception)
        {
            RecoveryEvents.CloseFailed(logger, exception);
            return false;
        }
    }

    private bool TryWriteDerived()
    {
        try
        {
            parts.Queues.Flush(thorough: true);
            parts.Index?.Dispose();
            parts.Checkpoint.Write(parts.Log, parts.Queues);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The abort marker stays, so that the next start makes again what could not be written.
            RecoveryEvents.CloseFailed(logger, exception);
            return false;
        }
        finally
        {
            parts.Queues.Dispose();
        }
    }

    private void WriteSummary()
    {
        try
        {
            parts.Summary.Save(parts.Lock.Taken, parts.Queues);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecoveryEvents.SummaryFailed(logger, exception);
        }
    }

    /// <summary>What it fails to delete lies behind the log's end, and the next start removes it.</summary>
    private async Task<bool> TryCloseSupplyAsync()
    {
        try
        {
            await parts.Supply.DisposeAsync();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecoveryEvents.CloseFailed(logger, exception);
            return false;
        }
    }

    private bool IsComplete() =>
        !parts.Availability.HasFailed
        && parts.Index is not { IsBroken: true }   // else nothing would make its missing entries again
        && parts.Log.DurableOffset == parts.Log.AppendedOffset
        && parts.Dispatcher.DispatchedOffset == parts.Log.AppendedOffset;

    private async Task CloseSegmentsAsync()
    {
        LogSegment[] segments = parts.Log.Segments.RemoveAll();
        foreach (LogSegment segment in segments) segment.Return();
        foreach (LogSegment segment in segments)
        {
            try
            {
                await segment.Idle.WaitAsync(ReaderPatience, time);
                segment.Close();
            }
            catch (TimeoutException)
            {
                LogEvents.SegmentStillLeased(logger, segment.Path, ReaderPatience.TotalSeconds);
            }
        }

        parts.Retention.DeleteReturned();
    }

    private void ClearAbort()
    {
        try
        {
            parts.Abort.Clear();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RecoveryEvents.CloseFailed(logger, exception);
        }
    }
}
