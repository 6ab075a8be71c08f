using System.Diagnostics;

namespace Ariane.Storage.CommitLogs;

/// <summary>
/// The segments of the log, neighbours without gaps. Changed by one owner at a time, read by anybody.
/// </summary>
internal sealed class SegmentTable
{
    private readonly Lock _gate = new();   // serialises Add and Remove; readers use the snapshot
    private readonly int _segmentBytes;
    private volatile LogSegment[] _segments;

    public SegmentTable(int segmentBytes, IEnumerable<LogSegment> segments)
    {
        _segmentBytes = segmentBytes;
        _segments = [.. segments];
    }

    /// <summary>Oldest first; a snapshot.</summary>
    public ReadOnlySpan<LogSegment> All => _segments;

    public LogSegment? First => _segments is [var first, ..] ? first : null;

    public LogSegment? Last => _segments is [.., var last] ? last : null;

    /// <summary>The segment that holds an offset, leased; null when it is not stored.</summary>
    public LogSegment? Lease(long logOffset)
    {
        LogSegment? segment = Find(logOffset);
        return segment is not null && segment.TryLease() ? segment : null;
    }

    /// <summary>The segment that holds an offset; without a lease only its fixed properties may be used.</summary>
    public LogSegment? Find(long logOffset)
    {
        LogSegment[] segments = _segments;
        if (segments.Length == 0 || logOffset < segments[0].BaseOffset) return null;

        long index = (logOffset - segments[0].BaseOffset) / _segmentBytes;
        return index < segments.Length ? segments[index] : null;
    }

    public void Add(LogSegment segment)
    {
        lock (_gate)
        {
            Debug.Assert(Last is null || Last.EndOffset == segment.BaseOffset, "Segments must be neighbours.");
            _segments = [.. _segments, segment];
        }
    }

    /// <summary>
    /// Drops the oldest segment, never the last one; the caller returns the log's lease and deletes the file.
    /// </summary>
    public LogSegment? RemoveFirst()
    {
        lock (_gate)
        {
            LogSegment[] segments = _segments;
            if (segments.Length < 2) return null;

            _segments = segments[1..];
            return segments[0];
        }
    }

    /// <summary>Drops the newest segment, which recovery found to hold nothing; the caller deletes the file.</summary>
    public void RemoveLast()
    {
        lock (_gate) _segments = _segments[..^1];
    }

    /// <summary>Drops every segment, for closing; the caller returns the log's leases.</summary>
    public LogSegment[] RemoveAll()
    {
        lock (_gate)
        {
            LogSegment[] segments = _segments;
            _segments = [];
            return segments;
        }
    }
}
