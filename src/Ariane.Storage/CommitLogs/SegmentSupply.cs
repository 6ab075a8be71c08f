using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.CommitLogs;

/// <summary>
/// Keeps disk space, memory and the next segment ready ahead of the writer, so that an append seldom waits for them.
/// </summary>
/// <remarks>
/// The writer calls under the append lock; a thread of its own works beside it, since it blocks. It takes memory in
/// small pieces: a long one keeps a core from everybody else for milliseconds.
/// </remarks>
internal sealed class SegmentSupply : IAsyncDisposable
{
    private const int MinStepBytes = 1024 * 1024;
    private const int MaxStepBytes = 16 * 1024 * 1024;
    private const int AheadBytes = 4 * 1024 * 1024;
    private const int PieceBytes = 128 * 1024;

    /// <summary>The next segment is made when this share of the current one is left.</summary>
    private const int PrepareShare = 4;

    private readonly IStoreFiles _files;
    private readonly string _directory;
    private readonly int _segmentBytes;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();   // held while a segment is made: the writer must not make it a second time
    private LogSegment? _next;             // Guarded by _gate.
    private long _newestBase;              // Guarded by _gate: the last segment that the writer has.
    private LogSegment? _current;          // what the thread looks after; written by the writer
    private long _position;                // in the log; written by the writer
    private long _loaded;                  // in the log: memory is ready up to here; written by the thread
    private int _requested;
    private volatile bool _isStopping;

    /// <summary>
    /// Supplies a log whose last segment begins at <paramref name="newestBase"/>, or -1 when it has none.
    /// </summary>
    public SegmentSupply(IStoreFiles files, string directory, int segmentBytes, long newestBase, ILogger logger)
    {
        _newestBase = newestBase;
        _files = files;
        _directory = directory;
        _segmentBytes = segmentBytes;
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = "ariane-log-supply" }.Start();
    }

    /// <summary>Takes space for the bytes up to <paramref name="end"/>, at once if the thread is not ahead.</summary>
    public static bool TryReserve(LogSegment segment, int end, out Exception? failure) =>
        segment.TryReserve(end, StepBytes(segment), out failure);

    /// <summary>Tells how far the writer is. Cheap; wakes the thread only when there is something to prepare.</summary>
    public void Advance(LogSegment segment, int position)
    {
        Volatile.Write(ref _position, segment.BaseOffset + position);
        Volatile.Write(ref _current, segment);
        bool isBehind = IsLowOnSpace(segment, position)
            || (IsNearEnd(segment, position) && Volatile.Read(ref _next) is null)
            || IsLoadBehind(segment, position);
        if (isBehind && Interlocked.Exchange(ref _requested, 1) == 0) _wake.Set();
    }

    /// <summary>
    /// Hands out the segment that begins at <paramref name="baseOffset"/>; makes it if the thread has not.
    /// </summary>
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
        _isStopping = true;
        _wake.Set();
        await _ended.Task;
        _wake.Dispose();
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

    private static bool IsLowOnSpace(LogSegment segment, int position) =>
        segment.ReservedBytes < segment.CapacityBytes && segment.ReservedBytes - position < StepBytes(segment) / 2;

    private static bool IsNearEnd(LogSegment segment, int position) =>
        segment.CapacityBytes - position < segment.CapacityBytes / PrepareShare;

    private bool IsLoadBehind(LogSegment segment, int position)
    {
        long ready = Math.Max(Volatile.Read(ref _loaded) - segment.BaseOffset, position);
        return ready < Math.Min(segment.ReservedBytes, position + AheadBytes / 2);
    }

    private void Run()
    {
        while (!_isStopping)
        {
            _wake.WaitOne();
            Interlocked.Exchange(ref _requested, 0);
            if (!_isStopping && Volatile.Read(ref _current) is { } segment) Prepare(segment);
        }

        _ended.SetResult();
    }

    private void Prepare(LogSegment segment)
    {
        // The segment may be rolled and expire meanwhile.
        if (!segment.TryLease()) return;
        try
        {
            Reserve(segment);
            Load(segment);
            if (IsNearEnd(segment, Position(segment))) PrepareNext(segment.EndOffset);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The writer tries again when it needs the segment, and answers its caller.
            LogEvents.PrepareFailed(_logger, segment.EndOffset, exception);
        }
        finally
        {
            segment.Return();
        }
    }

    private void Reserve(LogSegment segment)
    {
        int position = Position(segment);
        if (!IsLowOnSpace(segment, position)) return;

        int wanted = (int)Math.Min(segment.CapacityBytes, (long)position + StepBytes(segment));
        if (!TryReserve(segment, wanted, out Exception? failure))
            LogEvents.ReserveFailed(_logger, segment.Path, failure!);
    }

    private void Load(LogSegment segment)
    {
        while (!_isStopping)
        {
            // The writer moves on meanwhile; what it has passed needs nothing any more.
            int from = (int)(Math.Max(_loaded, Volatile.Read(ref _position)) - segment.BaseOffset);
            int end = Math.Min(segment.ReservedBytes, Position(segment) + AheadBytes);
            if (from < 0 || from >= end) return;

            int bytes = Math.Min(PieceBytes, end - from);
            segment.Load(from, bytes);
            Volatile.Write(ref _loaded, segment.BaseOffset + from + bytes);
        }
    }

    /// <summary>How far the writer is in a segment; its end when it is in another by now.</summary>
    private int Position(LogSegment segment) =>
        (int)Math.Clamp(Volatile.Read(ref _position) - segment.BaseOffset, 0, segment.CapacityBytes);

    private void PrepareNext(long baseOffset)
    {
        lock (_gate)
        {
            // The writer may have got there first: making its segment again would empty it.
            if (_next is not null || baseOffset <= _newestBase) return;

            LogSegment next = LogSegment.Create(_files, _directory, baseOffset, _segmentBytes);
            TryReserve(next, Math.Min(MinStepBytes, _segmentBytes), out _);
            _next = next;
        }
    }
}
