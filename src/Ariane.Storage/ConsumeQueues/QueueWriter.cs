using Ariane.Storage.Files;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>
/// Collects the units of all queues in tails and writes them to the segment files, one write per queue.
/// </summary>
/// <remarks>
/// <para>A tail is written when it is full, when all tails together exceed the budget (oldest first), and by
/// <see cref="Write"/> and <see cref="Sync"/>. Losing tails in a crash is harmless: recovery starts no later than
/// <see cref="DurableTimestamp"/> says and makes their units again.</para>
/// <para>The gate is held while a tail is written. That is deliberate: only the dispatching thread and the flush loop
/// take it, the write goes to the page cache, and it keeps a queue's units in order without a second buffer. Readers
/// never take it; syncing is done outside, and so are files created, which takes a thousand times as long: the flush
/// loop creates those of a thousand new queues while messages go on being dispatched.</para>
/// </remarks>
internal sealed class QueueWriter(QueueSegments segments, IStoreFiles files, long budgetBytes)
{
    /// <summary>
    /// Above so many changed files one call for the whole file system takes less time than one for each.
    /// </summary>
    private const int FilesToSyncSingly = 256;

    /// <summary>A tail of so many units is written even if there is memory left.</summary>
    private const int MaxTailUnits = 128;

    /// <summary>Guards all members, and what <see cref="ConsumeQueue"/> says this gate guards.</summary>
    private readonly Lock _gate = new();

    /// <summary>Held while a file is created outside the gate, or files are deleted. Taken before the gate.</summary>
    private readonly Lock _fileGate = new();
    private readonly TailBlocks _blocks = new();
    private readonly Queue<ConsumeQueue> _active = new(); // Queues with a tail, in the order they got it.
    private List<(ConsumeQueue Queue, long Segment)> _dirty = []; // Segments written since the last sync.
    private long _newestTimestamp;
    private long _durableTimestamp;
    private long _addedFrom = long.MaxValue; // Log offset of the first unit that was added since the last sync began.
    private long _syncingFrom = long.MaxValue; // Likewise of those that syncs before it have not brought to disk.
    private bool _syncFailed;

    /// <summary>Taken by whoever changes a queue's files or range outside this class.</summary>
    public Lock Gate => _gate;

    /// <summary>Whether a queue that is not known may begin with a later message than its first.</summary>
    /// <remarks>
    /// True when the log is read from its beginning, or by nobody but the live dispatcher. Otherwise the messages
    /// before may be in the log, and their units lost.
    /// </remarks>
    public bool QueuesMayBeginLate { get; set; } = true;

    /// <summary>Every unit of a message that was stored up to this time is on disk. Any thread.</summary>
    public long DurableTimestamp => Volatile.Read(ref _durableTimestamp);

    /// <summary>No unit of a record before this log offset is missing on disk. Any thread.</summary>
    public long UnsyncedFrom
    {
        get
        {
            lock (_gate) return Math.Min(_syncingFrom, _addedFrom);
        }
    }

    /// <summary>Bytes of all tails.</summary>
    public long TailBytes
    {
        get
        {
            lock (_gate) return _blocks.RentedBytes;
        }
    }

    /// <summary>Adds one unit; ignores it if it is there already. In log order.</summary>
    /// <exception cref="QueueGapException">Units before this one are missing; nothing was changed.</exception>
    /// <exception cref="IOException">The disk failed; nothing is lost and the call can be repeated.</exception>
    public void Append(ConsumeQueue queue, long queueOffset, in QueueUnit unit, long storeTimestamp)
    {
        lock (_gate)
        {
            // There already. Not the end of the last one is compared: a damaged size would have all others ignored.
            if (queue.IsDeleted || unit.LogOffset <= queue.LastLogOffset) return;
            if (!BeginsAnew(queue, queueOffset))
            {
                Add(queue, queueOffset, unit, storeTimestamp);
                return;
            }
        }

        lock (_fileGate)
        {
            lock (_gate)
            {
                if (queue.IsDeleted) return;
                Reset(queue, deleted: false);
                Add(queue, queueOffset, unit, storeTimestamp);
            }
        }
    }

    /// <summary>Writes the tails of at most so many queues, those first that have had one for longest.</summary>
    public void Write(int maxQueues)
    {
        for (int i = 0; i < maxQueues; i++)
        {
            CreateFileOfOldest();
            lock (_gate)
            {
                if (_active.Count == 0) return;
                WriteOldest();
            }
        }
    }

    /// <summary>Writes all tails and brings everything to disk. One caller at a time.</summary>
    /// <exception cref="IOException">
    /// The disk failed. If syncing did, every later call fails too and <see cref="DurableTimestamp"/> never moves
    /// again: a repeated sync may report success for pages that the kernel has dropped.
    /// </exception>
    public void Sync()
    {
        long timestamp;
        int tails;
        lock (_gate)
        {
            (timestamp, tails) = (_newestTimestamp, _active.Count);
            (_syncingFrom, _addedFrom) = (Math.Min(_syncingFrom, _addedFrom), long.MaxValue);
        }

        Write(tails);

        List<(ConsumeQueue Queue, long Segment)> dirty;
        string[] directories;
        lock (_gate)
        {
            (dirty, _dirty) = (_dirty, []);
            foreach ((ConsumeQueue queue, _) in dirty) queue.DirtySegment = -1;
            directories = segments.TakeChanges(dirty);
        }

        SyncAll(dirty, directories);
        if (_syncFailed)
            throw new IOException("Syncing the consume queues failed before: they may lack what was written then.");
        Volatile.Write(ref _durableTimestamp, timestamp);
        lock (_gate) _syncingFrom = long.MaxValue;
    }

    /// <summary>Deletes a queue's files and makes it empty.</summary>
    public void Delete(ConsumeQueue queue)
    {
        lock (_fileGate)
        {
            lock (_gate) Reset(queue, deleted: true);
        }
    }

    /// <summary>Where the checkpoint stood when the store was opened: what lies before is on disk.</summary>
    public void StartAt(long durableTimestamp)
    {
        lock (_gate) _newestTimestamp = durableTimestamp;
        Volatile.Write(ref _durableTimestamp, durableTimestamp);
    }

    /// <summary>
    /// A queue whose topic was deleted and created again counts from 0 anew: the log is the truth,
    /// and what it says later holds.
    /// </summary>
    private static bool BeginsAnew(ConsumeQueue queue, long queueOffset) => queueOffset == 0 && queue.MaxOffset > 0;

    private void Add(ConsumeQueue queue, long queueOffset, in QueueUnit unit, long storeTimestamp)
    {
        if (queueOffset != queue.MaxOffset && !TryMoveTo(queue, queueOffset, unit)) return;
        if (queue.IsTailFull) MakeRoom(queue);
        queue.Add(unit);
        _addedFrom = Math.Min(_addedFrom, unit.LogOffset);
        if (storeTimestamp > _newestTimestamp) _newestTimestamp = storeTimestamp;
    }

    /// <summary>
    /// Prepares a queue for a unit that does not follow its last one; false if the unit is not to be added.
    /// </summary>
    private bool TryMoveTo(ConsumeQueue queue, long queueOffset, in QueueUnit unit)
    {
        if (queueOffset < queue.MaxOffset) return false;    // Already there, as upstream takes it.
        if (!queue.IsUnknown || !QueuesMayBeginLate) throw new QueueGapException(queue, queueOffset, unit.LogOffset);
        Begin(queue, queueOffset);
        return true;
    }

    /// <summary>Lets a queue that is not known begin in the middle: units before its first message are blank.</summary>
    private void Begin(ConsumeQueue queue, long queueOffset)
    {
        long segment = segments.SegmentOf(queueOffset);
        Span<byte> blanks = stackalloc byte[64 * QueueUnit.EncodedBytes];
        for (int i = 0; i < blanks.Length; i += QueueUnit.EncodedBytes) QueueUnit.PreBlank.WriteTo(blanks[i..]);
        for (long offset = segment / QueueUnit.EncodedBytes; offset < queueOffset;)
        {
            int bytes = (int)Math.Min(blanks.Length, (queueOffset - offset) * QueueUnit.EncodedBytes);
            WriteUnits(queue, offset, blanks[..bytes]);
            offset += bytes / QueueUnit.EncodedBytes;
        }

        queue.FirstSegment = segment;
        queue.SetRange(queueOffset, queueOffset);
    }

    private void MakeRoom(ConsumeQueue queue)
    {
        while (_blocks.RentedBytes > budgetBytes && _active.Count > 0) WriteOldest();

        if (queue.TailCount == MaxTailUnits) WriteTail(queue);
        queue.AddBlock(_blocks.Rent());
        if (queue.IsActive) return;
        queue.IsActive = true;
        _active.Enqueue(queue);
    }

    /// <summary>
    /// Creates the file that the queue which has had a tail for longest goes on in, if it begins one.
    /// </summary>
    private void CreateFileOfOldest()
    {
        lock (_fileGate)
        {
            ConsumeQueue? queue;
            long segment;
            lock (_gate)
            {
                if (!_active.TryPeek(out queue) || queue.WrittenOffset % segments.UnitsPerSegment != 0) return;
                segment = segments.SegmentOf(queue.WrittenOffset);
            }

            segments.Create(queue, segment);
        }
    }

    private void WriteOldest()
    {
        ConsumeQueue queue = _active.Peek();
        WriteTail(queue);
        _active.Dequeue();
        queue.IsActive = false;
    }

    private void WriteTail(ConsumeQueue queue)
    {
        Span<byte> buffer = stackalloc byte[MaxTailUnits * QueueUnit.EncodedBytes];
        ReadOnlySpan<byte> units = buffer[..queue.CopyTail(buffer)];
        for (long offset = queue.WrittenOffset; units.Length > 0;)
        {
            long unitsToSegmentEnd = segments.UnitsPerSegment - (offset % segments.UnitsPerSegment);
            int bytes = (int)Math.Min(units.Length, unitsToSegmentEnd * QueueUnit.EncodedBytes);
            WriteUnits(queue, offset, units[..bytes]);
            units = units[bytes..];
            offset += bytes / QueueUnit.EncodedBytes;
        }

        _blocks.Return(queue.TailWritten());
    }

    /// <summary>Writes units that lie in one segment.</summary>
    private void WriteUnits(ConsumeQueue queue, long offset, ReadOnlySpan<byte> units)
    {
        long segment = segments.SegmentOf(offset);
        if (queue.DirtySegment != segment)
        {
            queue.DirtySegment = segment;
            _dirty.Add((queue, segment));
        }

        segments.Write(queue, offset, units);
    }

    private void Reset(ConsumeQueue queue, bool deleted)
    {
        segments.DeleteAll(queue);
        _blocks.Return(queue.Reset(deleted));
    }

    private void SyncAll(List<(ConsumeQueue Queue, long Segment)> dirty, string[] directories)
    {
        try
        {
            if (dirty.Count > FilesToSyncSingly && files.TrySyncAll(segments.RootDirectory)) return;
            foreach ((ConsumeQueue queue, long segment) in dirty) segments.Sync(queue, segment);
            foreach (string directory in directories) SyncDirectory(directory);
        }
        catch
        {
            _syncFailed = true;
            throw;
        }
    }

    private void SyncDirectory(string directory)
    {
        try
        {
            files.SyncDirectory(directory);
        }
        catch (IOException) when (!Exists(directory))
        {
            // The topic was deleted meanwhile.
        }
    }

    private bool Exists(string directory)
    {
        string name = Path.GetFileName(directory);
        return files.List(Path.GetDirectoryName(directory)!).Any(entry => entry.IsDirectory && entry.Name == name);
    }
}
