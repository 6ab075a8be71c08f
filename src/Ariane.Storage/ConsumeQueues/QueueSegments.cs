using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ariane.Storage.Files;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>The segment files of all queues: where they lie, and how units get into and out of them.</summary>
/// <remarks>
/// Path: <c>consumequeue/topic/queue id/20 digits</c>, the digits being the byte position of the segment's first unit.
/// A file has its full size from the start and is sparse. Reading is for any thread; the rest is guarded by the
/// writer's gate. Source: store/.../store/MappedFileQueue.java, store/.../store/ConsumeQueue.java.
/// </remarks>
internal sealed class QueueSegments : IDisposable
{
    private const int UnitsPerRead = 204; // A page holds that many.
    private const int MaxPathChars = 1024;

    private readonly IStoreFiles _files;
    private readonly SegmentFileCache _open;
    private readonly Lock _changesGate = new(); // Queues are loaded in parallel.

    /// <summary>Directories whose entries changed since <see cref="TakeChanges"/>.</summary>
    private readonly HashSet<string> _changedDirectories = []; // Guarded by _changesGate.

    /// <summary>Segments of which something was cleared, but not written, since then.</summary>
    private readonly List<(ConsumeQueue Queue, long Segment)> _cleared = []; // Guarded by _changesGate.

    public QueueSegments(string rootDirectory, int segmentBytes, IStoreFiles files, int openFiles)
    {
        RootDirectory = rootDirectory;
        UnitsPerSegment = (segmentBytes + QueueUnit.EncodedBytes - 1) / QueueUnit.EncodedBytes;
        _files = files;
        _open = new SegmentFileCache(openFiles);
    }

    public string RootDirectory { get; }

    public long UnitsPerSegment { get; }

    public long SegmentBytes => UnitsPerSegment * QueueUnit.EncodedBytes;

    /// <summary>Segment files that are open now.</summary>
    public int OpenFiles => _open.Count;

    /// <summary>Byte position at which the segment of a queue offset begins.</summary>
    public long SegmentOf(long queueOffset) => queueOffset / UnitsPerSegment * SegmentBytes;

    public string DirectoryOf(string topic, int queueId) =>
        Path.Combine(RootDirectory, topic, queueId.ToString(CultureInfo.InvariantCulture));

    public string PathOf(string topic, int queueId, long segment) =>
        Path.Combine(DirectoryOf(topic, queueId), SegmentName.Format(segment));

    /// <summary>Reads units up to the end of the segment; 0 when the segment is not there (any more).</summary>
    public int Read(ConsumeQueue queue, long offset, Span<QueueUnit> units)
    {
        long segment = SegmentOf(offset);
        long position = (offset * QueueUnit.EncodedBytes) - segment;
        int count = (int)Math.Min(units.Length, (SegmentBytes - position) / QueueUnit.EncodedBytes);
        if (!TryOpen(queue, segment, out SegmentFile? file)) return 0;
        try
        {
            Span<byte> buffer = stackalloc byte[UnitsPerRead * QueueUnit.EncodedBytes];
            for (int done = 0; done < count;)
            {
                int batch = Math.Min(count - done, UnitsPerRead);
                Span<byte> bytes = buffer[..(batch * QueueUnit.EncodedBytes)];
                if (file.File.Read(position + ((long)done * QueueUnit.EncodedBytes), bytes) < bytes.Length) return done;
                for (; bytes.Length > 0; bytes = bytes[QueueUnit.EncodedBytes..]) units[done++] = QueueUnit.Read(bytes);
            }

            return count;
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>Whether all segments are there, of full size, from one up to the queue offset that is next.</summary>
    public bool HasAll(ConsumeQueue queue, long firstSegment, long maxOffset)
    {
        for (long segment = firstSegment; segment < maxOffset * QueueUnit.EncodedBytes; segment += SegmentBytes)
        {
            if (_files.GetBytes(PathOf(queue.Topic, queue.QueueId, segment)) != SegmentBytes) return false;
        }

        return true;
    }

    /// <summary>Writes encoded units that lie in one segment, which is created if need be.</summary>
    public void Write(ConsumeQueue queue, long offset, ReadOnlySpan<byte> units)
    {
        long segment = SegmentOf(offset);
        long position = (offset * QueueUnit.EncodedBytes) - segment;
        var key = new SegmentKey(queue, segment, queue.Generation);
        if (!_open.TryRent(key, out SegmentFile? file))
        {
            // Of more queues than files may be open, few are written to twice before their file would be closed again.
            if (position > 0 && !_open.ShouldKeepNext() && TryWriteClosed(queue, segment, position, units)) return;
            file = OpenOrCreate(key, isBegun: position > 0);
        }

        try
        {
            file.File.Write(position, units);
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>
    /// Creates a segment's file, unless it is there. From any thread that keeps others from deleting it.
    /// </summary>
    public void Create(ConsumeQueue queue, long segment)
    {
        var key = new SegmentKey(queue, segment, queue.Generation);
        if (!_open.TryRent(key, out SegmentFile? file)) file = OpenOrCreate(key, isBegun: false);
        file.Release();
    }

    /// <summary>Forces a segment's units to disk; nothing to do when it was deleted meanwhile.</summary>
    public void Sync(ConsumeQueue queue, long segment)
    {
        if (!TryOpen(queue, segment, out SegmentFile? file)) return;
        try
        {
            file.File.Flush();
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>
    /// Adds to a list what has to be synced besides the segments that were written; returns the directories.
    /// </summary>
    public string[] TakeChanges(List<(ConsumeQueue Queue, long Segment)> dirty)
    {
        lock (_changesGate)
        {
            dirty.AddRange(_cleared);
            _cleared.Clear();
            string[] directories = [.. _changedDirectories];
            _changedDirectories.Clear();
            return directories;
        }
    }

    /// <summary>Makes everything from a queue offset to the end of its segment zero.</summary>
    public void ClearFrom(ConsumeQueue queue, long offset)
    {
        long segment = SegmentOf(offset);
        if (!TryOpen(queue, segment, out SegmentFile? file)) return;
        try
        {
            long position = (offset * QueueUnit.EncodedBytes) - segment;
            file.File.Clear(position, SegmentBytes - position);

            // Until that is on disk, a power loss can bring the units back.
            lock (_changesGate) _cleared.Add((queue, segment));
        }
        finally
        {
            file.Release();
        }
    }

    /// <summary>Deletes one segment if it is there.</summary>
    public void Delete(ConsumeQueue queue, long segment)
    {
        string path = PathOf(queue.Topic, queue.QueueId, segment);
        _open.Remove(new SegmentKey(queue, segment, queue.Generation));
        if (!_files.FileExists(path)) return;
        _files.DeleteFile(path);
        NoteChanges(DirectoryOf(queue.Topic, queue.QueueId));
    }

    /// <summary>Deletes the segments behind one up to the last, newest first, each for good before the next.</summary>
    /// <remarks>Else a loss of power could leave a gap, and what lies behind it would count as the queue.</remarks>
    public void DeleteBehind(ConsumeQueue queue, long segment, long last)
    {
        for (; last > segment; last -= SegmentBytes)
        {
            Delete(queue, last);
            bool isNextToGo = last - SegmentBytes > segment;
            if (isNextToGo) _files.SyncDirectory(DirectoryOf(queue.Topic, queue.QueueId));
        }
    }

    /// <summary>Deletes all files of a queue, and its directory if nothing else is in it.</summary>
    public void DeleteAll(ConsumeQueue queue)
    {
        _open.Remove(queue);
        DeleteDirectory(DirectoryOf(queue.Topic, queue.QueueId));
    }

    /// <summary>Deletes the files of a directory, and the directory if nothing else is in it.</summary>
    public void DeleteDirectory(string directory)
    {
        bool hasDirectories = false;
        foreach (StoreEntry entry in _files.List(directory))
        {
            hasDirectories |= entry.IsDirectory;
            if (!entry.IsDirectory) _files.DeleteFile(Path.Combine(directory, entry.Name));
        }

        if (hasDirectories) return;
        try
        {
            _files.DeleteDirectory(directory);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        lock (_changesGate) _changedDirectories.Remove(directory);
        NoteChanges(Path.GetDirectoryName(directory)!);
    }

    /// <summary>Closes the files that are open, each when nobody reads it any more.</summary>
    public void CloseAll() => _open.Clear();

    public void Dispose() => CloseAll();

    private void NoteChanges(params ReadOnlySpan<string> directories)
    {
        lock (_changesGate)
        {
            foreach (string directory in directories) _changedDirectories.Add(directory);
        }
    }

    private bool TryOpen(ConsumeQueue queue, long segment, [NotNullWhen(true)] out SegmentFile? file)
    {
        var key = new SegmentKey(queue, segment, queue.Generation);
        if (_open.TryRent(key, out file)) return true;
        try
        {
            string path = PathOf(queue.Topic, queue.QueueId, segment);
            file = _open.Add(key, _files.Open(path, StoreFileMode.OpenExisting));
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false; // Retention or a topic's deletion was faster.
        }
    }

    /// <summary>Without any object for the file; false if it is not there.</summary>
    private bool TryWriteClosed(ConsumeQueue queue, long segment, long position, ReadOnlySpan<byte> units)
    {
        Span<char> path = stackalloc char[MaxPathChars];
        CultureInfo culture = CultureInfo.InvariantCulture;
        return path.TryWrite(culture, $"{RootDirectory}/{queue.Topic}/{queue.QueueId}/{segment:D20}", out int chars)
            && _files.TryWrite(path[..chars], position, units);
    }

    private SegmentFile OpenOrCreate(in SegmentKey key, bool isBegun)
    {
        (ConsumeQueue queue, long segment, _) = key;

        // Where a segment begins there is no file yet, as a rule; to find that out would cost two exceptions.
        if (isBegun && TryOpen(queue, segment, out SegmentFile? file)) return file;

        string directory = DirectoryOf(queue.Topic, queue.QueueId);
        _files.CreateDirectory(directory);
        IStoreFile created = _files.Open(PathOf(queue.Topic, queue.QueueId, segment), StoreFileMode.OpenOrCreate);
        try
        {
            // One that is there and whole may have units, which a failure must not cost.
            if (created.Bytes != SegmentBytes) created.SetLength(SegmentBytes);
        }
        catch
        {
            // A file without its size would be found, and written to, by whoever comes next.
            created.Dispose();
            _files.DeleteFile(PathOf(queue.Topic, queue.QueueId, segment));
            throw;
        }

        NoteChanges(directory, Path.GetDirectoryName(directory)!, RootDirectory, Path.GetDirectoryName(RootDirectory)!);
        return _open.Add(key, created);
    }
}
