using Ariane.Storage.Availability;
using Ariane.Storage.Checkpoints;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Files;
using Ariane.Storage.Index;
using Ariane.Storage.Reading;
using Ariane.Storage.Retention;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Recovery;

/// <summary>Opens a store: takes its lock, recovers what is on disk, and puts the parts together. Used once.</summary>
/// <remarks>Its disposal closes what was opened, unless all of it was handed out.</remarks>
internal sealed class StoreOpening(StoreOptions options, IStoreFiles files, TimeProvider time, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<StoreOpening>();
    private readonly StoreAvailability _availability = new();
    private StoreLock? _lock;
    private SegmentTable? _segments;
    private SegmentSupply? _supply;
    private ConsumeQueueTable? _queues;
    private IndexFiles? _index;
    private bool _isHandedOut;

    /// <exception cref="StoreException">In use, of another format, or damaged.</exception>
    public StoreParts Open()
    {
        string logDirectory = StorePaths.CommitLogDirectory(options);
        files.CreateDirectory(options.RootDirectory);
        files.CreateDirectory(logDirectory);
        _lock = StoreLock.Take(files, options.RootDirectory);

        var abort = new AbortMarker(files, options.RootDirectory);
        bool afterCrash = abort.Exists;
        RecoveryEvents.Opening(_logger, options.RootDirectory, afterCrash ? "not closed" : "closed");

        // Before anything is changed, even the summary: if this is interrupted, the next one must not take it for done.
        abort.Set();
        var summary = new QueueSummaryFile(files, options.RootDirectory);
        ReadOnlyMemory<byte> known = summary.Take(_lock.TakenBefore);

        var checkpointFile = new CheckpointFile(files, Path.Combine(options.RootDirectory, StorePaths.Checkpoint));
        Checkpoint checkpoint = checkpointFile.Read();
        var checkpointWriter = new CheckpointWriter(checkpointFile, checkpoint);
        _segments = new SegmentTable(
            options.CommitLogSegmentBytes, SegmentLoader.Load(files, logDirectory, options.CommitLogSegmentBytes));
        LoadDerived(checkpoint, checkpointWriter, afterCrash, afterCrash ? default : known);

        RecoveredLog recovered = new LogRecovery(_segments, checkpoint, afterCrash, options, files, _logger)
            .Recover(_queues!.MaxLogOffset);
        CommitLog log = CreateLog(logDirectory, recovered, checkpoint);
        var dispatcher = new Dispatcher(
            log, _queues, _index, DelayLevels.Default, time, loggers.CreateLogger<Dispatcher>(), _availability);
        new StoreRecovery(log, _queues, _index, checkpointWriter, dispatcher, _logger).Recover(recovered, afterCrash);
        RecoveryEvents.Opened(_logger, log.MinOffset, log.AppendedOffset);
        StoreParts parts = Compose(abort, summary, checkpointWriter, log, dispatcher);
        _isHandedOut = true;
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isHandedOut) return;
        if (_supply is not null) await _supply.DisposeAsync();
        _index?.Dispose();
        _queues?.Dispose();
        foreach (LogSegment segment in _segments?.RemoveAll() ?? [])
        {
            segment.Return();
            segment.Close();
        }

        _lock?.Dispose();
    }

    private void LoadDerived(
        Checkpoint checkpoint, CheckpointWriter writer, bool afterCrash, ReadOnlyMemory<byte> summary)
    {
        _queues = new ConsumeQueueTable(options, files, loggers.CreateLogger<ConsumeQueueTable>());
        bool isRestored = !summary.IsEmpty && _queues.TryRestore(summary.Span, checkpoint.QueueTimestamp);
        if (!isRestored) _queues.Load(afterCrash, checkpoint.QueueTimestamp);
        if (!options.IndexEnabled) return;

        _index = new IndexFiles(options, files, time, writer.IndexCompleted, loggers.CreateLogger<IndexFiles>());
        _index.Load(afterCrash, checkpoint.IndexTimestamp);
    }

    private CommitLog CreateLog(string directory, RecoveredLog recovered, Checkpoint checkpoint)
    {
        _supply = new SegmentSupply(
            files, directory, options.CommitLogSegmentBytes, _segments!.Last?.BaseOffset ?? -1,
            loggers.CreateLogger<SegmentSupply>());

        // A scan that saw no record leaves the time of the last one to the checkpoint.
        LogPosition end = recovered.LastRecordOffset >= 0
            ? recovered.End
            : recovered.End with { Timestamp = checkpoint.LogTimestamp };
        return new CommitLog(
            options, _segments, _supply, end, Math.Max(0, recovered.LastRecordOffset), _availability, time,
            loggers.CreateLogger<CommitLog>());
    }

    private StoreParts Compose(
        AbortMarker abort, QueueSummaryFile summary, CheckpointWriter checkpoint, CommitLog log, Dispatcher dispatcher)
    {
        var disk = new DiskUsage(files, options);
        var watch = new DiskWatch(disk, options, _availability, loggers.CreateLogger<DiskWatch>());
        watch.Look();
        var expiry = new SegmentRetention(log, watch, files, options, time, loggers.CreateLogger<SegmentRetention>());
        var retention = new StoreRetention(expiry, log, dispatcher, _queues!, _index);
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new StoreParts
        {
            Lock = _lock!,
            Abort = abort,
            Summary = summary,
            Availability = _availability,
            Log = log,
            Supply = _supply!,
            Queues = _queues!,
            Index = _index,
            Dispatcher = dispatcher,
            Checkpoint = checkpoint,
            Disk = disk,
            Retention = retention,
            Reader = new QueueReader(log, _queues!, options, memory, loggers.CreateLogger<QueueReader>()),
            TimeSearch = new TimeSearch(log, _queues!),
            KeyQuery = new KeyQuery(log, _index, options),
            Flusher = new LogFlusher(
                log, options, _availability, time, dispatcher.Dispatch, loggers.CreateLogger<LogFlusher>()),
            CheckpointLoop = new CheckpointLoop(
                checkpoint, log, _queues!, options, time, loggers.CreateLogger<CheckpointLoop>()),
            RetentionLoop = new RetentionLoop(retention, options, time, loggers.CreateLogger<RetentionLoop>()),
        };
    }
}
