using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.CommitLogs;

/// <summary>Keeps disk space and the next segment ready ahead of the writer, so that an append seldom waits for the disk.</summary>
/// <remarks>The writer calls under the append lock; the loop works beside it.</remarks>
internal sealed class SegmentSupply : IAsyncDisposable
{
    private const int MinStepBytes = 1024 * 1024;
    private const int MaxStepBytes = 16 * 1024 * 1024;

    /// <summary>The next segment is made when this share of the current one is left.</summary>
    private const int PrepareShare = 4;

    private readonly IStoreFiles _files;
    private readonly string _directory;
    private readonly int _segmentBytes;
    private readonly bool _syncFlush;      // a group commit would have to wait for all pages that were touched ahead
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();   // held while a segment is made: the writer must not make it a second time
    private readonly Task _loop;
    private LogSegment? _next;             // Guarded by _gate.
    private long _newestBase;              // Guarded by _gate: the last segment that the writer has.
    private LogSegment? _current;          // what the loop looks after; written by the writer
    private int _position;
    private int _requested;

    /// <summary>Supplies a log whose last segment begins at <paramref name="newestBase"/>, or -1 when it has none.</summary>
    public SegmentSupply(
        IStoreFiles files, string directory, int segmentBytes, bool syncFlush, long newestBase, ILogger logger)
    {
        _syncFlush = syncFlush;
        _newestBase = newestBase;
        _files = files;
        _directory = directory;
        _segmentBytes = segmentBytes;
        _logger = logger;
        _loop = RunAsync();
    }

    /// <summary>Takes space for the bytes up to <paramref name="end"/>, at once if the loop is not ahead.</summary>
    public static bool TryReserve(LogSegment segment, int end, out IOException? failure) =>
        segment.TryReserve(end, StepBytes(segment), out failure);

    /// <summary>Tells how far the writer is. Cheap; wakes the loop only when there is something to prepare.</summary>
    public void Advance(LogSegment segment, int position)
    {
        bool lowOnSpace = segment.ReservedBytes < segment.CapacityBytes
            && segment.ReservedBytes - position < StepBytes(segment) / 2;
        bool nearEnd = segment.CapacityBytes - position < segment.CapacityBytes / PrepareShare
            && Volatile.Read(ref _next) is null;
        if (!lowOnSpace && !nearEnd) return;

        Volatile.Write(ref _position, position);
        Volatile.Write(ref _current, segment);
        if (Interlocked.Exchange(ref _requested, 1) == 0) _wake.Release();
    }

    /// <summary>Hands out the segment that begins at <paramref name="baseOffset"/>; makes it if the loop has not.</summary>
    public LogSegment Take(long baseOffset)
    {
        lock (_gate)
        {
            LogSegment segment = _next is { } next && next.BaseOffset == baseOffset
                ? next
                : LogSegment.Create(_files, _directory, baseOffset, _segmentBytes);
            _next = null;
            _newestBase = baseOffset;
            return segment;
        }
    }

    /// <summary>Puts back what <see cref="Take"/> handed out and the writer could not use.</summary>
    public void Keep(LogSegment segment)
    {
        lock (_gate) _next = segment;
    }

    /// <summary>Deletes the segment that was made ahead and never used.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        lock (_gate)
        {
            if (_next is not { } unused) return;
            _next = null;
            string path = unused.Path;
            unused.Return();
            unused.Close();
            _files.DeleteFile(path);
        }
    }

    private static int StepBytes(LogSegment segment) => Math.Clamp(segment.ReservedBytes, MinStepBytes, MaxStepBytes);

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(_stop.Token);
                Volatile.Write(ref _requested, 0);
                Prepare(Volatile.Read(ref _current)!, Volatile.Read(ref _position));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { /* closing */ }
    }

    private void Prepare(LogSegment segment, int position)
    {
        // The segment may be rolled and expire meanwhile.
        if (!segment.TryLease()) return;
        try
        {
            int wanted = (int)Math.Min(segment.CapacityBytes, (long)position + StepBytes(segment));
            int before = Math.Max(segment.ReservedBytes, position);
            if (!TryReserve(segment, wanted, out IOException? failure)) LogEvents.ReserveFailed(_logger, segment.Path, failure!);
            segment.Prefault(before, segment.ReservedBytes - before, !_syncFlush);
            if (segment.CapacityBytes - position < segment.CapacityBytes / PrepareShare) PrepareNext(segment.EndOffset);
        }
        catch (IOException exception)
        {
            // The writer tries again when it needs the space, and answers its caller.
            LogEvents.PrepareFailed(_logger, segment.EndOffset, exception);
        }
        finally
        {
            segment.Return();
        }
    }

    private void PrepareNext(long baseOffset)
    {
        lock (_gate)
        {
            // The writer may have got there first: making its segment again would empty it.
            if (_next is not null || baseOffset <= _newestBase) return;

            LogSegment next = LogSegment.Create(_files, _directory, baseOffset, _segmentBytes);
            TryReserve(next, Math.Min(MinStepBytes, _segmentBytes), out _);
            next.Prefault(0, next.ReservedBytes, !_syncFlush);
            _next = next;
        }
    }
}
