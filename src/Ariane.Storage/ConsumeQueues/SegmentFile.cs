using Ariane.Storage.Files;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>One open segment file, counted: it is closed when the cache and every user have let go of it.</summary>
/// <remarks>Any thread. Every file rented from the cache is paid back with one <see cref="Release"/>.</remarks>
internal sealed class SegmentFile(SegmentKey key, IStoreFile file)
{
    private int _holders = 1;

    public SegmentKey Key { get; } = key;

    public IStoreFile File { get; } = file;

    /// <summary>Only while somebody else holds the file: the cache calls it under its gate.</summary>
    public void Hold() => Interlocked.Increment(ref _holders);

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0) File.Dispose();
    }
}

/// <summary>Names a segment file: the queue, where the segment begins in bytes, and the queue's generation.</summary>
internal readonly record struct SegmentKey(ConsumeQueue Queue, long Segment, int Generation);
