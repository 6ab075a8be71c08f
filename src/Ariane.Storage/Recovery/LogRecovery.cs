using System.Globalization;
using Ariane.Protocol.Messages;
using Ariane.Storage.Checkpoints;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Recovery;

/// <summary>Finds where the log ends, after a clean stop or a crash, and removes what lies behind.</summary>
/// <remarks>
/// A record that did not reach the disk in time ends the log. One that is known to have been there and is not any more
/// is damage: opening stops, since to go on would delete what follows it.
/// Steps: store/.../store/CommitLog.java (recover*).
/// </remarks>
internal sealed class LogRecovery(
    SegmentTable segments,
    Checkpoint checkpoint,
    bool afterCrash,
    StoreOptions options,
    IStoreFiles files,
    ILogger logger)
{
    /// <summary>
    /// Recovers the log; <paramref name="maxQueueLogOffset"/> is how far the queues reach, -1 if nowhere.
    /// </summary>
    /// <exception cref="StoreException">The log is damaged.</exception>
    public RecoveredLog Recover(long maxQueueLogOffset)
    {
        if (segments.Last is null) return new RecoveredLog(0, default, -1);

        long start = afterCrash ? FindCrashStart() : FindCleanStart(maxQueueLogOffset);
        RecoveredLog recovered = Scan(start);
        RecoveryEvents.LogScanned(logger, start, recovered.End.Offset);
        Truncate(start, recovered.End.Offset);
        return recovered;
    }

    private RecoveredLog Scan(long start)
    {
        using var scanner = new LogScanner(segments, start, segments.Last!.EndOffset);
        long timestamp = 0;
        long lastRecord = -1;
        long end = start;
        while (scanner.MoveNext())
        {
            bool hasBody = !options.CheckCrcOnRecover || scanner.Record.HasValidBody();
            if (!hasBody || (afterCrash && TornRecord.IsTorn(scanner.Record, scanner.Offset)))
            {
                RefuseIfCertain(scanner.Offset, scanner.Record.StoreTimestamp, "a record is there only in part");
                end = scanner.Offset;
                break;
            }

            timestamp = scanner.Record.StoreTimestamp;
            lastRecord = scanner.Offset;
            end = scanner.Position;
        }

        // Behind the last record there may have been a blank end of segment.
        if (scanner.Status != ScanStatus.Message) end = scanner.Position;
        RefuseLaterRecords(end);
        return new RecoveredLog(start, new LogPosition(end, timestamp), lastRecord);
    }

    /// <summary>
    /// After a clean stop: from the last record that is known, else from the segment where the queues end.
    /// </summary>
    private long FindCleanStart(long maxQueueLogOffset)
    {
        long start = segments.First!.BaseOffset;
        foreach (LogSegment segment in segments.All)
        {
            if (segment.BaseOffset <= maxQueueLogOffset) start = segment.BaseOffset;
        }

        // One in a later segment would leave out records that the queues lack.
        bool isNear = checkpoint.LastRecordOffset > start
            && checkpoint.LastRecordOffset - start < options.CommitLogSegmentBytes;
        return isNear && BeginsRecord(checkpoint.LastRecordOffset, out _) ? checkpoint.LastRecordOffset : start;
    }

    /// <summary>After a crash: the last segment that begins with a record from before the checkpoint.</summary>
    private long FindCrashStart()
    {
        long safe = options.IndexEnabled && options.IndexSafe
            ? checkpoint.IndexRecoveryTimestamp
            : checkpoint.RecoveryTimestamp;
        ReadOnlySpan<LogSegment> all = segments.All;
        for (int index = all.Length - 1; index > 0; index--)
        {
            if (BeginsRecord(all[index].BaseOffset, out long timestamp) && timestamp != 0 && timestamp <= safe)
                return all[index].BaseOffset;
        }

        return all[0].BaseOffset;
    }

    private bool BeginsRecord(long logOffset, out long timestamp)
    {
        using var scanner = new LogScanner(segments, logOffset, segments.Last!.EndOffset);
        bool begins = scanner.MoveNext() && scanner.Offset == logOffset && scanner.Record.HasValidBody();
        timestamp = begins ? scanner.Record.StoreTimestamp : 0;
        return begins;
    }

    private void RefuseLaterRecords(long end)
    {
        foreach (LogSegment segment in segments.All)
        {
            if (segment.BaseOffset > end && BeginsRecord(segment.BaseOffset, out long timestamp))
                RefuseIfCertain(end, timestamp, $"there is no record, but {segment.Path} behind it has some");
        }
    }

    private void RefuseIfCertain(long logOffset, long timestamp, string what)
    {
        // After a crash, pages reach the disk in any order: a hole before later records is expected in what
        // was not flushed.
        if (afterCrash && timestamp > checkpoint.CertainLogTimestamp) return;

        string path = segments.Find(logOffset)?.Path ?? segments.Last!.Path;
        throw new StoreException(string.Create(CultureInfo.InvariantCulture,
            $"The log is damaged in {path} at log offset {logOffset}: {what}. ") +
            "It had been written to disk before the store " +
            (afterCrash ? "crashed. " : "was stopped. ") +
            "Restore the segment from a copy or a replica. " +
            "To give up everything from there on instead, delete the segments " +
            "behind it, delete the file checkpoint, create an empty file abort, and start again.");
    }

    private void Truncate(long start, long end)
    {
        long lastBase = segments.Find(end)?.BaseOffset ?? segments.Last!.BaseOffset;
        while (segments.Last is { } last && last.BaseOffset > lastBase)
        {
            RecoveryEvents.SegmentRemoved(logger, last.Path);
            segments.RemoveLast();
            last.Return();
            last.Close();
            files.DeleteFile(last.Path);

            // Before the one in front of it goes: a power loss may keep that deletion and not this one,
            // and leave a gap.
            files.SyncDirectory(StorePaths.CommitLogDirectory(options));
        }

        LogSegment tail = segments.Last!;
        int position = (int)(end - tail.BaseOffset);
        tail.SetReserved(position);
        tail.Clear(position);   // half a record must not come back to life when the log grows up to it

        // What a crashed process wrote may still be in memory only; from here on it counts as being on disk.
        foreach (LogSegment segment in segments.All)
        {
            if (segment.EndOffset > start) segment.Flush();
        }

        files.SyncDirectory(StorePaths.CommitLogDirectory(options));
    }
}

/// <summary>
/// What <see cref="LogRecovery"/> found; <paramref name="LastRecordOffset"/> is -1 when it saw no record.
/// </summary>
internal readonly record struct RecoveredLog(long ScannedFrom, LogPosition End, long LastRecordOffset);
