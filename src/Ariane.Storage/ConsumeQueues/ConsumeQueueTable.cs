using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>All consume queues of a store.</summary>
/// <remarks>
/// Finding and reading queues is for any thread. <see cref="Append"/> belongs to the dispatching thread,
/// <see cref="Flush"/> to the flush loop, and loading, truncating and resetting to recovery.
/// Source: store/.../store/queue/ConsumeQueueStore.java.
/// </remarks>
internal sealed class ConsumeQueueTable : IDisposable
{
    private const int OpenFiles = 2048;
    private const int TailBudgetBytes = 12 * 1024 * 1024;

    /// <summary>Few, so that of very many queues each gathers units until there is no room for more.</summary>
    private const int QueuesPerFlush = 1024;
    private const int LoadingThreads = 2;

    private readonly IStoreFiles _files;
    private readonly ILogger<ConsumeQueueTable> _logger;
    private readonly string _rootDirectory;
    private readonly QueueSegments _segments;
    private readonly QueueLookup _lookup;
    private readonly QueueWriter _writer;
    private readonly QueueTrimming _trimming;
    private readonly HashSet<string> _excludedTopics = new(StringComparer.Ordinal); // Changed by recovery only.
    private ConcurrentBag<ConsumeQueue> _cutOff = []; // Changed by recovery only.
    private ConcurrentBag<DoubtfulEnd> _doubtful = []; // Changed by recovery only.

    public ConsumeQueueTable(StoreOptions options, IStoreFiles files, ILogger<ConsumeQueueTable> logger)
        : this(options, files, logger, OpenFiles, TailBudgetBytes)
    {
    }

    /// <summary>For tests: other limits.</summary>
    internal ConsumeQueueTable(
        StoreOptions options, IStoreFiles files, ILogger<ConsumeQueueTable> logger, int openFiles, long tailBudgetBytes)
    {
        _files = files;
        _logger = logger;
        _rootDirectory = options.RootDirectory;
        string directory = Path.Combine(_rootDirectory, "consumequeue");
        _segments = new QueueSegments(directory, options.ConsumeQueueSegmentBytes, files, openFiles);
        _lookup = new QueueLookup(_segments);
        _writer = new QueueWriter(_segments, files, tailBudgetBytes);
        _trimming = new QueueTrimming(_segments, _writer);
        Deleted = new DeletedTopics(options, files);
    }

    /// <summary>End of the last indexed record over all queues; -1 if there is none.</summary>
    public long MaxLogOffset
    {
        get
        {
            lock (_writer.Gate)
                return _lookup.All().Select(static queue => queue.EndLogOffset).DefaultIfEmpty(-1).Max();
        }
    }

    /// <summary>
    /// Some queue lost a file or a part of one and begins anew: the log must be dispatched from its beginning.
    /// </summary>
    public bool HasLostFiles => !_cutOff.IsEmpty;

    /// <summary>Messages that no queue gets, since their topic was deleted after them.</summary>
    public DeletedTopics Deleted { get; }

    /// <summary>Every unit of a message stored up to here is on disk: the checkpoint's logicsMsgTimestamp.</summary>
    public long DurableTimestamp => _writer.DurableTimestamp;

    /// <inheritdoc cref="QueueWriter.UnsyncedFrom"/>
    public long UnsyncedFrom => _writer.UnsyncedFrom;

    /// <summary>All queues, in no order.</summary>
    public IEnumerable<ConsumeQueue> All => _lookup.All();

    /// <summary>Segment files that are open now.</summary>
    public int OpenFileCount => _segments.OpenFiles;

    /// <inheritdoc cref="QueueWriter.QueuesMayBeginLate"/>
    public bool QueuesMayBeginLate
    {
        get => _writer.QueuesMayBeginLate;
        set => _writer.QueuesMayBeginLate = value;
    }

    /// <summary>Memory that units wait in until they are written.</summary>
    public long TailBytes => _writer.TailBytes;

    /// <summary>Queue offsets that one segment file holds.</summary>
    public long UnitsPerSegment => _segments.UnitsPerSegment;

    /// <summary>
    /// Finds the queues on disk and their ends. After a crash every unit of the last segments is looked at.
    /// </summary>
    /// <param name="afterCrash">The store was not closed.</param>
    /// <param name="checkpointTimestamp">logicsMsgTimestamp of the checkpoint, 0 without one.</param>
    /// <exception cref="StoreException">The files do not fit the configured segment size.</exception>
    public void Load(bool afterCrash, long checkpointTimestamp)
    {
        FindBatchTopics();
        List<ConsumeQueue> queues = FindQueues();
        var loader = new QueueLoader(_segments, _files, afterCrash, _logger);
        LoadAll(queues, loader);
        _cutOff = loader.CutOff;
        _doubtful = loader.DoubtfulEnds;
        _writer.StartAt(checkpointTimestamp);
        QueueLog.Loaded(_logger, queues.Count, MaxLogOffset);
    }

    /// <summary>Instead of <see cref="Load"/> after a clean stop; false if the summary is of other files.</summary>
    /// <param name="summary">What <see cref="Summarize"/> wrote, unharmed.</param>
    /// <param name="checkpointTimestamp">logicsMsgTimestamp of the checkpoint, 0 without one.</param>
    public bool TryRestore(ReadOnlySpan<byte> summary, long checkpointTimestamp)
    {
        if (QueueSummary.TryDecode(summary, _segments.SegmentBytes, TopicDirectories()) is not { } topics) return false;

        FindBatchTopics();
        foreach (QueueSummary.Topic topic in topics)
        {
            foreach (QueueSummary.Ends ends in topic.Queues) Restore(_lookup.GetOrAdd(topic.Name, ends.QueueId), ends);
        }

        if (!HasNewestUnit())
        {
            _lookup.Clear();
            _cutOff.Clear();
            return false;
        }

        _writer.StartAt(checkpointTimestamp);
        QueueLog.Restored(_logger, topics.Sum(static topic => topic.Queues.Length), MaxLogOffset);
        return true;
    }

    /// <summary>Writes down where all queues end, after <see cref="Flush"/>. Nobody appends any more.</summary>
    public void Summarize(ArrayBufferWriter<byte> summary) => QueueSummary.Encode(
        summary, _segments.SegmentBytes, TopicDirectories(), _lookup.All().ToLookup(static queue => queue.Topic));

    /// <summary>Cheap, from any thread. Creates no file.</summary>
    public ConsumeQueue GetOrAdd(string topic, int queueId) => _lookup.GetOrAdd(topic, queueId);

    /// <summary>As <see cref="GetOrAdd(string, int)"/>, for a topic in UTF-8.</summary>
    public ConsumeQueue GetOrAdd(ReadOnlySpan<byte> topic, int queueId) => _lookup.GetOrAdd(topic, queueId);

    public bool TryGet(string topic, int queueId, [NotNullWhen(true)] out ConsumeQueue? queue) =>
        _lookup.TryGet(topic, queueId, out queue);

    /// <summary>Whether the messages of a topic get no units.</summary>
    /// <remarks>
    /// So it is for topics of upstream's BatchCQ kind: their queue offsets count the messages inside of batches, which
    /// dense units cannot express. Their <c>batchconsumequeue</c> stays as it is, so that upstream can go on with it.
    /// </remarks>
    public bool IsExcluded(string topic) => _excludedTopics.Count > 0 && _excludedTopics.Contains(topic);

    /// <summary>Gives a topic's messages no more units. Recovery only.</summary>
    public void Exclude(string topic) => _excludedTopics.Add(topic);

    /// <inheritdoc cref="QueueWriter.Append"/>
    public void Append(ConsumeQueue queue, long queueOffset, in QueueUnit unit, long storeTimestamp) =>
        _writer.Append(queue, queueOffset, unit, storeTimestamp);

    /// <summary>Forgets all units of records that begin at or behind a log offset. Recovery only.</summary>
    public void TruncateAfter(long logOffset)
    {
        _writer.Write(int.MaxValue);
        foreach (ConsumeQueue queue in _lookup.All()) _trimming.TruncateAfter(queue, logOffset);
    }

    /// <summary>
    /// Raises the minimum offsets to the first message that is still stored. Costs no I/O where none changes.
    /// </summary>
    public void CorrectMinOffsets(long minLogOffset)
    {
        foreach (ConsumeQueue queue in _lookup.All()) _trimming.CorrectMin(queue, minLogOffset);
    }

    /// <summary>Deletes segments whose messages are gone, and corrects the minimum offsets.</summary>
    /// <remarks>
    /// At most up to <see cref="UnsyncedFrom"/>: what is deleted must not be all that a queue has on disk.
    /// </remarks>
    public void DeleteExpired(long minLogOffset)
    {
        foreach (ConsumeQueue queue in _lookup.All()) _trimming.DeleteExpired(queue, minLogOffset);
    }

    /// <summary>
    /// Deletes the queues of a topic in all three trees. A queue looked up before says that it is deleted.
    /// </summary>
    public void DeleteTopic(string topic)
    {
        // Under the gate from end to end: a queue of the same name that is made meanwhile must not lose its files.
        lock (_writer.Gate)
        {
            foreach (ConsumeQueue queue in _lookup.Remove(topic)) _writer.Delete(queue);
            foreach (string tree in (ReadOnlySpan<string>)["consumequeue", "consumequeue_ext", "batchconsumequeue"])
            {
                DeleteTree(Path.Combine(_rootDirectory, tree, topic));
            }
        }
    }

    /// <summary>
    /// Takes queues for damaged, and lets them begin anew, that lack units of messages before a log offset: those were
    /// on disk. Recovery only.
    /// </summary>
    /// <returns>
    /// End of the message from which on some other queue may lack units; the log offset if there is none.
    /// </returns>
    public long FindDamaged(long logOffset)
    {
        long from = logOffset;
        foreach (DoubtfulEnd end in _doubtful)
        {
            if (end.LogOffset < 0)
            {
                if (end.Queue.EndLogOffset >= 0) from = Math.Min(from, end.Queue.EndLogOffset);
            }
            else if (end.LogOffset < logOffset && !_cutOff.Contains(end.Queue))
            {
                QueueLog.LostSegment(_logger, end.Queue.Topic, end.Queue.QueueId);
                lock (_writer.Gate) end.Queue.Reset(deleted: false);
                _cutOff.Add(end.Queue);
            }
        }

        return from;
    }

    /// <summary>Deletes the files of queues that have lost some. Recovery only.</summary>
    public void DeleteCutOff()
    {
        foreach (ConsumeQueue queue in _cutOff) _segments.DeleteAll(queue);
    }

    /// <summary>Deletes all queues: for a log that is empty, and to make them anew.</summary>
    public void DeleteAll()
    {
        foreach (string topic in _lookup.Topics) DeleteTopic(topic);
        _writer.StartAt(0);
    }

    /// <summary>
    /// Believes no promise of the checkpoint behind a time: the log has lost what is there. Recovery only.
    /// </summary>
    public void LowerDurableTimestamp(long timestamp) => _writer.StartAt(Math.Min(timestamp, DurableTimestamp));

    /// <summary>After recovery: every queue's next offset becomes its maximum offset.</summary>
    public void InitializeNextOffsets()
    {
        foreach (ConsumeQueue queue in _lookup.All()) queue.NextOffset = queue.MaxOffset;
    }

    /// <summary>
    /// Writes units to their files: the oldest some, or with <paramref name="thorough"/> all, and to disk.
    /// </summary>
    /// <exception cref="IOException">See <see cref="QueueWriter.Sync"/>.</exception>
    public void Flush(bool thorough)
    {
        if (thorough) _writer.Sync();
        else _writer.Write(QueuesPerFlush);
    }

    /// <summary>Closes the files that are open, of all the queues that were looked at; those in use open again.</summary>
    public void CloseFiles() => _segments.CloseAll();

    /// <summary>Closes the files. <see cref="Flush"/> before.</summary>
    public void Dispose() => _segments.Dispose();

    private static void LoadAll(List<ConsumeQueue> queues, QueueLoader loader)
    {
        try
        {
            Parallel.ForEach(queues, new ParallelOptions { MaxDegreeOfParallelism = LoadingThreads }, loader.Load);
        }
        catch (AggregateException exception)
        {
            // One reason is enough, and it must be one that whoever opens a store understands.
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }

    /// <summary>Takes the queue from the summary, unless it has lost files since.</summary>
    private void Restore(ConsumeQueue queue, in QueueSummary.Ends ends)
    {
        if (_segments.HasAll(queue, ends.FirstSegment, ends.Max))
        {
            queue.Restore(ends);
            return;
        }

        QueueLog.LostSegment(_logger, queue.Topic, queue.QueueId);
        _cutOff.Add(queue);
    }

    private void FindBatchTopics()
    {
        foreach (StoreEntry entry in _files.List(Path.Combine(_rootDirectory, "batchconsumequeue")))
        {
            if (entry.IsDirectory && _excludedTopics.Add(entry.Name)) QueueLog.BatchTopic(_logger, entry.Name);
        }
    }

    /// <summary>One look at one file, for the case that somebody deleted them but left the directories.</summary>
    private bool HasNewestUnit()
    {
        ConsumeQueue? newest = _lookup.All().MaxBy(static queue => queue.LastLogOffset);
        if (newest is null || newest.LastLogOffset < 0) return true;
        return newest.TryReadUnit(newest.MaxOffset - 1, out QueueUnit unit) && unit.LogOffset == newest.LastLogOffset;
    }

    private List<StoreEntry> TopicDirectories() =>
        [.. _files.List(_segments.RootDirectory).Where(static entry => entry.IsDirectory)];

    private List<ConsumeQueue> FindQueues()
    {
        var queues = new List<ConsumeQueue>();
        foreach (StoreEntry topic in TopicDirectories())
        {
            foreach (StoreEntry queue in _files.List(Path.Combine(_segments.RootDirectory, topic.Name)))
            {
                if (!queue.IsDirectory) continue;
                bool isId = int.TryParse(queue.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int queueId);
                if (isId) queues.Add(_lookup.GetOrAdd(topic.Name, queueId));
            }
        }

        return queues;
    }

    private void DeleteTree(string topicDirectory)
    {
        foreach (StoreEntry queue in _files.List(topicDirectory))
        {
            if (queue.IsDirectory) _segments.DeleteDirectory(Path.Combine(topicDirectory, queue.Name));
        }

        _segments.DeleteDirectory(topicDirectory);
    }
}
