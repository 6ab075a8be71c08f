using Ariane.Storage.Checkpoints;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using Ariane.Storage.Recovery;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Inspection;

/// <summary>
/// Looks into a store that no broker has open: check it, list its messages, make queues and index again.
/// </summary>
/// <remarks>Checking and listing write nothing. One call at a time; holds the store's lock until disposed.</remarks>
public sealed class StoreInspection : IDisposable
{
    private readonly StoreOptions _options;
    private readonly IStoreFiles _files;
    private readonly StoreLock? _lock;
    private readonly SegmentTable _segments;

    private StoreInspection(StoreOptions options, IStoreFiles files, StoreLock? @lock, SegmentTable segments)
    {
        _options = options;
        _files = files;
        _lock = @lock;
        _segments = segments;
    }

    /// <summary>Opens the log for reading.</summary>
    /// <exception cref="StoreException">The store is in use, is none, or its segments do not fit together.</exception>
    public static StoreInspection Open(StoreOptions options, IStoreFiles files)
    {
        string directory = StorePaths.CommitLogDirectory(options);
        if (files.List(directory).Count == 0)
            throw new StoreException($"{options.RootDirectory} holds no store: {directory} is missing or empty.");

        // A store that was never open has no lock file, and none is made, since nothing is to be written.
        bool canLock = files.FileExists(Path.Combine(options.RootDirectory, StorePaths.Lock));
        StoreLock? held = canLock ? StoreLock.Take(files, options.RootDirectory, isReader: true) : null;
        try
        {
            int segmentBytes = options.CommitLogSegmentBytes;
            var segments = SegmentLoader.Find(files, directory, segmentBytes)
                .Where(static file => file.Bytes > 0)
                .Select(file => LogSegment.Open(files, file.Path, file.BaseOffset, segmentBytes));
            return new StoreInspection(options, files, held, new SegmentTable(segmentBytes, segments));
        }
        catch
        {
            held?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Reads the whole log, compares every queue unit and every index entry with it, and says what does not fit.
    /// </summary>
    public StoreReport Check(IProgress<InspectionProgress>? progress, CancellationToken cancellationToken)
    {
        var log = new LogCheck(_segments, new DeletedTopics(_options, _files));
        (LogReport report, List<SegmentReport> segments) = log.Run(progress, cancellationToken);
        return new StoreReport(
            !new AbortMarker(_files, _options.RootDirectory).Exists,
            segments,
            report,
            new QueueCheck(_options, _files, _segments, report, log.Messages).Run(progress, cancellationToken),
            new IndexCheck(_options, _files, _segments, report, log.Keys).Run(progress, cancellationToken));
    }

    /// <summary>The messages of the log from an offset on, which must be that of a record, or of a segment.</summary>
    public IEnumerable<StoredMessage> ReadMessages(long fromLogOffset = 0)
    {
        long position = Math.Max(fromLogOffset, _segments.First?.BaseOffset ?? 0);
        while (TryReadMessage(ref position, out StoredMessage? message)) yield return message!;
    }

    /// <summary>Deletes queues, index and checkpoint, and makes them again from the log, as after a crash.</summary>
    /// <returns>Where the log ends.</returns>
    /// <exception cref="StoreException">The store is in use, or its log is damaged.</exception>
    public static async Task<long> RebuildAsync(
        StoreOptions options,
        IStoreFiles files,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        using (StoreLock.Take(files, options.RootDirectory))
        {
            new AbortMarker(files, options.RootDirectory).Set();
            DeleteFiles(files, StorePaths.ConsumeQueueDirectory(options));
            DeleteFiles(files, StorePaths.IndexDirectory(options));
            string checkpoint = Path.Combine(options.RootDirectory, StorePaths.Checkpoint);
            if (files.FileExists(checkpoint)) files.DeleteFile(checkpoint);
        }

        await using MessageStore store = await MessageStore.OpenAsync(options, files, time, loggers, cancellationToken);
        return store.DispatchedOffset;
    }

    public void Dispose()
    {
        foreach (LogSegment segment in _segments.RemoveAll())
        {
            segment.Return();
            segment.Close();
        }

        _lock?.Dispose();
    }

    private bool TryReadMessage(ref long position, out StoredMessage? message)
    {
        message = null;
        using var scanner = new LogScanner(_segments, position, _segments.Last?.EndOffset ?? 0);
        if (!scanner.MoveNext()) return false;

        message = StoredMessage.Copy(scanner.Record);
        position = scanner.Position;
        return true;
    }

    private static void DeleteFiles(IStoreFiles files, string directory)
    {
        foreach (StoreEntry entry in files.List(directory))
        {
            string path = Path.Combine(directory, entry.Name);
            if (entry.IsDirectory) DeleteFiles(files, path);
            else files.DeleteFile(path);
        }
    }
}
