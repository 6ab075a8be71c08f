using Ariane.Storage.CommitLogs;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Retention;

/// <summary>
/// Deletes the oldest segments of the log when they are expired or the disk asks for it. One run at a time.
/// </summary>
/// <remarks>
/// A segment that is being read leaves the log at once but the disk only when it has been given back. Files go strictly
/// oldest first, so that no crash leaves a gap.
/// Source: store/.../store/DefaultMessageStore.java (CleanCommitLogService).
/// </remarks>
internal sealed class SegmentRetention(
    CommitLog log,
    DiskWatch disk,
    IStoreFiles files,
    StoreOptions options,
    TimeProvider time,
    ILogger<SegmentRetention> logger)
{
    private const int ManualRuns = 20;   // upstream: MAX_MANUAL_DELETE_FILE_TIMES

    private readonly Queue<LogSegment> _leaving = [];
    private int _manualRuns;

    /// <summary>
    /// Where the oldest segment begins that is still on disk, which the log may have dropped already.
    /// </summary>
    public long FirstOnDisk => _leaving.TryPeek(out LogSegment? segment) ? segment.BaseOffset : log.MinOffset;

    /// <summary>Lets expired segments go at any hour, for the next runs. From any thread.</summary>
    public void Trigger() => Volatile.Write(ref _manualRuns, ManualRuns);

    /// <summary>
    /// Looks at clock and disk once and deletes what has to go of the log below <paramref name="limit"/>.
    /// </summary>
    public async Task RunAsync(long limit, CancellationToken cancellationToken)
    {
        DeleteReturned();
        DiskPressure pressure = disk.Look();
        bool force = pressure >= DiskPressure.DeleteNow && options.DeleteForcibly;
        bool isDue = pressure != DiskPressure.None || IsDeleteHour() || TakeManualRun();
        if (!isDue) return;

        for (int removed = 0; removed < options.DeleteBatch && IsNextDue(limit, force); removed++)
        {
            if (removed > 0) await Task.Delay(options.DeleteInterval, time, cancellationToken);
            if (log.Segments.RemoveFirst() is not { } segment) return;

            RetentionEvents.SegmentExpired(logger, segment.Path, force);
            segment.Return();
            _leaving.Enqueue(segment);
            DeleteReturned();
        }
    }

    /// <summary>
    /// Deletes what left the log before, as far as its readers have gone. Between runs, and for closing.
    /// </summary>
    public void DeleteReturned()
    {
        while (_leaving.TryPeek(out LogSegment? segment) && segment.Idle.IsCompleted)
        {
            segment.Close();
            try
            {
                files.DeleteFile(segment.Path);

                // Before the next one goes: a power loss may keep the later deletion and not this one, and leave a gap.
                files.SyncDirectory(StorePaths.CommitLogDirectory(options));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                RetentionEvents.DeleteFailed(logger, segment.Path, exception);
                return;
            }

            _leaving.Dequeue();
        }
    }

    /// <summary>The last segment always stays.</summary>
    private bool IsNextDue(long limit, bool force)
    {
        ReadOnlySpan<LogSegment> segments = log.Segments.All;
        if (segments.Length < 2 || segments[0].EndOffset > limit) return false;

        // The age of a segment is that of its file, as upstream has it: restoring from a backup must keep the times.
        return force || time.GetUtcNow() >= segments[0].LastWriteTime + options.Retention;
    }

    private bool IsDeleteHour()
    {
        int hour = time.GetLocalNow().Hour;
        foreach (int due in options.DeleteHours)
        {
            if (due == hour) return true;
        }

        return false;
    }

    private bool TakeManualRun()
    {
        int left = Volatile.Read(ref _manualRuns);
        return left > 0 && Interlocked.CompareExchange(ref _manualRuns, left - 1, left) == left;
    }
}
