using System.Diagnostics;
using Ariane.Storage.CommitLogs;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>The messages of one queue in order, as units that point into the log.</summary>
/// <remarks>
/// An idle queue is this object and nothing else: no open file, no buffer, no timer. Units lie in segment files up to
/// <see cref="WrittenOffset"/> and behind that in the tail, a few blocks that <see cref="QueueWriter"/> writes out.
/// Any thread may read. What the writer keeps here is guarded by its gate, which is taken before the queue's own.
/// </remarks>
internal sealed class ConsumeQueue : IQueueCounter
{
    private readonly QueueSegments _segments;
    private readonly Lock _gate = new();
    private TailBlock? _tail; // Guarded by _gate: the first block; all but the last are full.
    private TailBlock? _lastBlock; // Guarded by _gate.
    private int _room; // Units that fit into the last block. Guarded by the writer's gate.
    private long _writtenOffset; // Guarded by _gate: the queue offset of the first unit in the tail.
    private long _minOffset;
    private long _maxOffset; // Changed under _gate.
    private volatile bool _isDeleted;

    internal ConsumeQueue(string topic, int queueId, QueueSegments segments)
    {
        Topic = topic;
        QueueId = queueId;
        _segments = segments;
    }

    public string Topic { get; }

    public int QueueId { get; }

    /// <inheritdoc/>
    public long NextOffset { get; set; }

    /// <inheritdoc/>
    public bool IsDeleted => _isDeleted;

    /// <summary>
    /// First queue offset whose message is still stored; equals <see cref="MaxOffset"/> when there is none.
    /// </summary>
    public long MinOffset => Volatile.Read(ref _minOffset);

    /// <summary>Behind the last dispatched message.</summary>
    public long MaxOffset => Volatile.Read(ref _maxOffset);

    /// <summary>Units below are in segment files. Stable under the writer's gate.</summary>
    internal long WrittenOffset => Volatile.Read(ref _writtenOffset);

    /// <summary>
    /// Neither had a message nor was found on disk: nothing tells where it begins. Under the writer's gate.
    /// </summary>
    internal bool IsUnknown => _maxOffset == 0 && !IsLoaded;

    /// <summary>Was found on disk. Set by recovery.</summary>
    internal bool IsLoaded { get; set; }

    /// <summary>Where the oldest segment file begins, in bytes. Guarded by the writer's gate.</summary>
    internal long FirstSegment { get; set; }

    /// <summary>
    /// Log offset of the message at <see cref="MinOffset"/>; -1 if unknown. Guarded by the writer's gate.
    /// </summary>
    internal long FirstLogOffset { get; set; } = -1;

    /// <summary>
    /// Where the newest message begins in the log; -1 if the queue never had one. Guarded by the writer's gate.
    /// </summary>
    internal long LastLogOffset { get; set; } = -1;

    /// <summary>
    /// Where the newest message ends in the log; -1 if the queue never had one. Guarded by the writer's gate.
    /// </summary>
    internal long EndLogOffset { get; set; } = -1;

    /// <summary>
    /// The segment that the writer has on its list of files to sync; -1 for none. Guarded by the writer's gate.
    /// </summary>
    internal long DirtySegment { get; set; } = -1;

    /// <summary>The writer has the queue on its list of queues with a tail. Guarded by the writer's gate.</summary>
    internal bool IsActive { get; set; }

    /// <summary>
    /// Distinguishes the files of a queue that began anew from those it had before. Guarded by the writer's gate.
    /// </summary>
    internal int Generation { get; private set; }

    /// <summary>
    /// Copies units from <paramref name="offset"/> on; returns how many, 0 if there is none to be read.
    /// </summary>
    /// <remarks>Returns fewer than there are at the end of a segment and where the tail begins: call again.</remarks>
    /// <exception cref="IOException">The disk failed; a segment that was deleted meanwhile is no failure.</exception>
    public int ReadUnits(long offset, Span<QueueUnit> units)
    {
        long written;
        lock (_gate)
        {
            if (offset < 0 || offset >= _maxOffset) return 0;
            if (offset >= _writtenOffset) return ReadTail(offset, units);
            written = _writtenOffset;
        }

        int count = (int)Math.Min(units.Length, written - offset);
        count = _segments.Read(this, offset, units[..count]);
        for (int i = 0; i < count; i++)
        {
            if (!units[i].IsWritten) return i;
        }

        return count;
    }

    /// <inheritdoc cref="ReadUnits"/>
    public bool TryReadUnit(long offset, out QueueUnit unit)
    {
        unit = default;
        return ReadUnits(offset, new Span<QueueUnit>(ref unit)) == 1;
    }

    /// <summary>Units in the tail. For the writer, under its gate.</summary>
    internal int TailCount => (int)(_maxOffset - _writtenOffset);

    /// <summary>The tail has no room for a unit. For the writer, under its gate.</summary>
    internal bool IsTailFull => _room == 0;

    /// <summary>Adds the next unit to the tail, which has room. For the writer, under its gate.</summary>
    internal void Add(in QueueUnit unit)
    {
        if (_minOffset == _maxOffset) FirstLogOffset = unit.LogOffset;
        LastLogOffset = unit.LogOffset;
        EndLogOffset = unit.EndOffset;
        lock (_gate)
        {
            Debug.Assert(!IsTailFull);
            unit.WriteTo(_lastBlock![TailBlock.Units - _room]);
            _room--;
            Volatile.Write(ref _maxOffset, _maxOffset + 1);
        }
    }

    /// <summary>Makes room in a tail that is full. For the writer, under its gate.</summary>
    internal void AddBlock(TailBlock block)
    {
        lock (_gate)
        {
            Debug.Assert(IsTailFull);
            if (_lastBlock is null) _tail = block;
            else _lastBlock.Next = block;
            _lastBlock = block;
            _room = TailBlock.Units;
        }
    }

    /// <summary>
    /// Copies the encoded units of the tail; returns their bytes. For the writer, under its gate:
    /// nobody else changes it.
    /// </summary>
    internal int CopyTail(Span<byte> destination)
    {
        int copied = 0;
        int left = TailCount;
        for (TailBlock? block = _tail; left > 0; block = block.Next)
        {
            int units = Math.Min(left, TailBlock.Units);
            block!.First(units).CopyTo(destination[copied..]);
            copied += units * QueueUnit.EncodedBytes;
            left -= units;
        }

        return copied;
    }

    /// <summary>
    /// The tail is in segment files now; returns its blocks. For the writer, under its gate.
    /// </summary>
    internal TailBlock? TailWritten()
    {
        lock (_gate)
        {
            Volatile.Write(ref _writtenOffset, _maxOffset);
            return TakeTail();
        }
    }

    /// <summary>Places a queue without tail between two offsets. For recovery and the writer, under its gate.</summary>
    internal void SetRange(long minOffset, long maxOffset)
    {
        lock (_gate)
        {
            Debug.Assert(TailCount == 0 && minOffset <= maxOffset);
            Volatile.Write(ref _minOffset, minOffset);
            Volatile.Write(ref _writtenOffset, maxOffset);
            Volatile.Write(ref _maxOffset, maxOffset);
        }
    }

    /// <summary>Takes over what a summary says instead of looking at files. Recovery only.</summary>
    internal void Restore(in QueueSummary.Ends ends)
    {
        IsLoaded = true;
        FirstSegment = ends.FirstSegment;
        FirstLogOffset = ends.FirstLogOffset;
        LastLogOffset = ends.LastLogOffset;
        EndLogOffset = ends.EndLogOffset;
        SetRange(ends.Min, ends.Max);
    }

    /// <summary>
    /// After <see cref="SetRange"/>: reads what the units at both ends say, and steps over blank ones. Recovery only.
    /// </summary>
    internal void FindEnds()
    {
        FirstLogOffset = LastLogOffset = EndLogOffset = -1;
        if (!TryReadUnit(MaxOffset - 1, out QueueUnit last) || last.IsPreBlank)
        {
            SetRange(MaxOffset, MaxOffset);
            return;
        }

        LastLogOffset = last.LogOffset;
        EndLogOffset = last.EndOffset;
        if (TryReadUnit(MinOffset, out QueueUnit first) && !first.IsPreBlank)
        {
            RaiseMin(MinOffset, first.LogOffset);
            return;
        }

        long behindBlanks = FindFirstAtOrBehind(0);
        RaiseMin(behindBlanks, TryReadUnit(behindBlanks, out first) ? first.LogOffset : -1);
    }

    /// <summary>
    /// The first queue offset whose message begins at or behind a log offset; the maximum if there is none.
    /// </summary>
    internal long FindFirstAtOrBehind(long logOffset) => FindFirstAtOrBehind(logOffset, MinOffset, MaxOffset);

    /// <summary>As above among the units from <paramref name="low"/> up to <paramref name="high"/>.</summary>
    internal long FindFirstAtOrBehind(long logOffset, long low, long high)
    {
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            bool isBefore = !TryReadUnit(middle, out QueueUnit unit) || unit.IsPreBlank || unit.LogOffset < logOffset;
            if (isBefore) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>
    /// Raises the minimum offset; <paramref name="firstLogOffset"/> may be -1. Under the writer's gate.
    /// </summary>
    internal void RaiseMin(long minOffset, long firstLogOffset)
    {
        Debug.Assert(minOffset >= _minOffset && minOffset <= _maxOffset);
        FirstLogOffset = firstLogOffset;
        Volatile.Write(ref _minOffset, minOffset);
    }

    /// <summary>
    /// Back to a queue that never had a message, without files or tail; returns the tail's blocks. Under the
    /// writer's gate.
    /// </summary>
    internal TailBlock? Reset(bool deleted)
    {
        FirstSegment = 0;
        FirstLogOffset = LastLogOffset = EndLogOffset = DirtySegment = -1;
        Generation++;
        IsLoaded = false;
        lock (_gate)
        {
            _isDeleted = deleted;
            Volatile.Write(ref _minOffset, 0);
            Volatile.Write(ref _writtenOffset, 0);
            Volatile.Write(ref _maxOffset, 0);
            return TakeTail();
        }
    }

    private int ReadTail(long offset, Span<QueueUnit> units)
    {
        int first = (int)(offset - _writtenOffset);
        int count = Math.Min(units.Length, TailCount - first);
        TailBlock? block = _tail;
        for (int skipped = 0; skipped < first / TailBlock.Units; skipped++) block = block!.Next;
        for (int i = 0; i < count; i++)
        {
            int unit = (first + i) % TailBlock.Units;
            if (unit == 0 && i > 0) block = block!.Next;
            units[i] = QueueUnit.Read(block![unit]);
        }

        return count;
    }

    /// <summary>Under both gates.</summary>
    private TailBlock? TakeTail()
    {
        TailBlock? blocks = _tail;
        _tail = _lastBlock = null;
        _room = 0;
        return blocks;
    }
}
