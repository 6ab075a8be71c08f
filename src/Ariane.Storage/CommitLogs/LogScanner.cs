using Ariane.Protocol.Messages;

namespace Ariane.Storage.CommitLogs;

/// <summary>Walks the records of the log in order, leasing one segment at a time.</summary>
/// <remarks>
/// <c>while (scanner.MoveNext())</c> yields every message record that ends at or below the bound; blank ends of
/// segments are stepped over. After the loop <see cref="Status"/> says why it ended. Dispose it to return the lease.
/// </remarks>
internal ref struct LogScanner
{
    private readonly SegmentTable _segments;
    private readonly long _end;
    private LogSegment? _segment;   // leased
    private MessageRecord _record;

    public LogScanner(CommitLog log, long from, long to)
        : this(log.Segments, from, Math.Min(to, log.AppendedOffset))
    {
    }

    /// <summary>Also walks what no log has vouched for yet: recovery looks for the end with it.</summary>
    public LogScanner(SegmentTable segments, long from, long to)
    {
        _segments = segments;
        Position = from;
        _end = to;
    }

    /// <summary>Where the current record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next record begins: everything before was walked.</summary>
    public long Position { get; private set; }

    public ScanStatus Status { get; private set; }

    /// <summary>Valid until the next <see cref="MoveNext"/>.</summary>
    public readonly MessageRecord Record => _record;

    public bool MoveNext()
    {
        do
        {
            Status = Step();
        }
        while (Status == ScanStatus.Blank);
        return Status == ScanStatus.Message;
    }

    public void Dispose()
    {
        _segment?.Return();
        _segment = null;
    }

    private ScanStatus Step()
    {
        if (Position >= _end) return ScanStatus.End;
        if (!TryEnterSegment()) return ScanStatus.NotStored;

        int position = (int)(Position - _segment!.BaseOffset);
        int available = (int)Math.Min(_segment.CapacityBytes - position, _end - Position);
        if (available < LogFormat.BlankBytes) return _end < _segment.EndOffset ? ScanStatus.End : ScanStatus.Invalid;

        switch (MessageRecord.TryRead(_segment.GetSpan(position, available), out _record))
        {
            case RecordStatus.Message when _record.LogOffset == Position:
                Offset = Position;
                Position += _record.TotalBytes;
                return ScanStatus.Message;
            case RecordStatus.Blank
                when LogFormat.ReadBytes(_segment.GetSpan(position, available)) == _segment.EndOffset - Position:
                Position = _segment.EndOffset;
                return ScanStatus.Blank;
            case RecordStatus.Incomplete when _end < _segment.EndOffset:
                return ScanStatus.End;
            default:
                return ScanStatus.Invalid;
        }
    }

    private bool TryEnterSegment()
    {
        if (_segment is not null && Position < _segment.EndOffset) return true;

        Dispose();
        _segment = _segments.Lease(Position);
        return _segment is not null;
    }
}

/// <summary>Why a <see cref="LogScanner"/> stopped.</summary>
internal enum ScanStatus
{
    /// <summary>On a record.</summary>
    Message,

    /// <summary>On the filler of a segment's end; never seen after <see cref="LogScanner.MoveNext"/>.</summary>
    Blank,

    /// <summary>The bound was reached; a record may begin before and end behind it.</summary>
    End,

    /// <summary>What lies at <see cref="LogScanner.Position"/> is no record.</summary>
    Invalid,

    /// <summary>The position is no longer, or not yet, stored.</summary>
    NotStored,
}
