using System.Globalization;
using System.Text;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Index;

/// <summary>The hash index from message keys to log offsets, in files of fixed size.</summary>
/// <remarks>
/// <see cref="Put"/> belongs to the dispatching thread; queries are for any thread. A file is created with the first
/// key. When the disk refuses, the index stops growing and messages go on: they can be consumed, but not found by key.
/// Source: store/.../store/index/IndexService.java.
/// </remarks>
internal sealed class IndexFiles : IDisposable
{
    private const byte KeySeparator = (byte)' ';
    private const string NameFormat = "yyyyMMddHHmmssfff";

    private readonly StoreOptions _options;
    private readonly IStoreFiles _store;
    private readonly TimeProvider _time;
    private readonly Action<long> _completed;
    private readonly ILogger _logger;
    private readonly string _directory;
    private readonly Lock _gate = new(); // Guards changes of _files, and completion against disposal.
    private volatile IndexFile[] _files = []; // Replaced under _gate, never changed; oldest first.
    private volatile bool _isBroken;
    private long _newestName; // Of any file in the directory. Dispatching thread only, after Load.
    private bool _isDisposed; // Guarded by _gate.

    /// <summary>
    /// <paramref name="completed"/> is told, on a pool thread, a time up to which every file that ends by then is
    /// on disk: checkpoint.indexMsgTimestamp.
    /// </summary>
    public IndexFiles(
        StoreOptions options, IStoreFiles files, TimeProvider time, Action<long> completed, ILogger<IndexFiles> logger)
    {
        _options = options;
        _store = files;
        _time = time;
        _completed = completed;
        _logger = logger;
        _directory = Path.Combine(options.RootDirectory, "index");
    }

    /// <summary>The disk refused an entry: messages since then cannot be found by key.</summary>
    public bool IsBroken => _isBroken;

    /// <summary>Log offset of the last message that is indexed; -1 if none is.</summary>
    public long EndLogOffset
    {
        get
        {
            IndexFile[] files = _files;
            return files is [] or [{ IsEmpty: true }] ? -1 : files[^1].EndLogOffset;
        }
    }

    /// <summary>
    /// Every file that ends by this time is on disk, and none that is filled from now on will. After <see cref="Load"/>
    /// and <see cref="TruncateAfter"/>, before the first <see cref="Put"/>.
    /// </summary>
    public long RecoveredTimestamp =>
        Array.FindLast(_files, static file => file.IsFull) is { } last ? last.EndTimestamp - 1 : 0;

    /// <summary>
    /// Opens the files on disk. After a crash those that were not complete are repaired, or deleted if they cannot
    /// be.
    /// </summary>
    /// <remarks>
    /// Upstream deletes them, and with them the keys of up to twenty million messages. What follows a file that lost
    /// entries is deleted too, so that dispatching from <see cref="EndLogOffset"/> on makes the index whole again.
    /// </remarks>
    /// <param name="afterCrash">The store was not closed.</param>
    /// <param name="checkpointTimestamp">indexMsgTimestamp of the checkpoint, 0 without one.</param>
    public void Load(bool afterCrash, long checkpointTimestamp)
    {
        long bytes = IndexFormat.FileBytes(_options.IndexSlots, _options.IndexEntries);
        var loaded = new List<IndexFile>();
        var lost = new List<string>();
        bool isWhole = true;
        foreach (StoreEntry entry in _store.List(_directory))
        {
            string path = Path.Combine(_directory, entry.Name);
            bool hasName = TryParseName(entry.Name, out long name);
            if (hasName) _newestName = Math.Max(_newestName, name);
            if (hasName && entry is { IsDirectory: false, Bytes: 0 })
            {
                // Created, but the crash came before its size was on disk: whatever it held is lost.
                isWhole = false;
                lost.Add(path);
                continue;
            }

            if (entry.IsDirectory || entry.Bytes != bytes || !hasName)
            {
                IndexEvents.ForeignFile(_logger, path, bytes);
                continue;
            }

            IndexFile file = IndexFile.Open(_store, path, _options.IndexSlots, _options.IndexEntries);
            bool isComplete = file.IsFull && file.EndTimestamp <= checkpointTimestamp;
            if (!afterCrash || (isWhole && (isComplete || file.TryRepair())))
            {
                loaded.Add(file);
                isWhole &= file.IsFull;
                continue;
            }

            isWhole = false;
            file.Release();
            lost.Add(path);
        }

        _files = [.. loaded];
        for (int i = lost.Count - 1; i >= 0; i--)
        {
            Delete(lost[i]);
            IndexEvents.DeletedAfterCrash(_logger, lost[i]);
        }
    }

    /// <summary>
    /// Indexes the unique key and the blank-separated keys of a message. Ignores what is indexed already.
    /// </summary>
    /// <remarks>In log order, one thread at a time. Never throws for the disk: see <see cref="IsBroken"/>.</remarks>
    public void Put(
        ReadOnlySpan<byte> topic,
        ReadOnlySpan<byte> uniqueKey,
        ReadOnlySpan<byte> keys,
        long logOffset,
        long storeTimestamp)
    {
        if ((uniqueKey.IsEmpty && keys.IsEmpty) || _isBroken) return;

        // Not the last one itself: after a crash some of its keys may be missing. Queries drop what comes twice.
        if (_files is [.., var last] && !last.IsEmpty && logOffset < last.EndLogOffset) return;

        try
        {
            int topicHash = IndexFormat.HashTopic(topic);
            if (!uniqueKey.IsEmpty) Add(IndexFormat.HashKey(topicHash, uniqueKey), logOffset, storeTimestamp);
            while (!keys.IsEmpty)
            {
                int blank = keys.IndexOf(KeySeparator);
                ReadOnlySpan<byte> key = blank < 0 ? keys : keys[..blank];
                if (!key.IsEmpty) Add(IndexFormat.HashKey(topicHash, key), logOffset, storeTimestamp);
                keys = blank < 0 ? default : keys[(blank + 1)..];
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
            IndexEvents.Broken(_logger, exception);
        }
    }

    /// <summary>
    /// Fills <paramref name="logOffsets"/> with messages whose key has the same hash: the newest that fit, in no order.
    /// </summary>
    public KeyQueryResult Query(
        string topic, string key, long beginTimestamp, long endTimestamp, Span<long> logOffsets, out int count)
    {
        count = 0;
        IndexFile[] files = _files;
        int topicHash = IndexFormat.HashTopic(Encoding.UTF8.GetBytes(topic));
        int hash = IndexFormat.HashKey(topicHash, Encoding.UTF8.GetBytes(key));
        for (int i = files.Length - 1; i >= 0 && count < logOffsets.Length; i--)
        {
            IndexFile file = files[i];
            if (!file.TryHold()) break; // Expired meanwhile, and with it all that are older.
            try
            {
                bool overlaps = file.BeginTimestamp <= endTimestamp && file.EndTimestamp >= beginTimestamp;
                if (overlaps && !file.IsEmpty) file.Find(hash, beginTimestamp, endTimestamp, logOffsets, ref count);
                if (file.BeginTimestamp < beginTimestamp) break;
            }
            finally
            {
                file.Release();
            }
        }

        return files is [.., var newest] ? new KeyQueryResult(newest.EndTimestamp, newest.EndLogOffset) : default;
    }

    /// <summary>Deletes files whose messages are gone; the last one stays. One caller at a time.</summary>
    /// <remarks>
    /// A file leaves the list when its deletion is on disk. What left it earlier would be flushed by nobody, come back
    /// with a loss of power, and count as complete because later files are.
    /// </remarks>
    public void DeleteExpired(long minLogOffset)
    {
        while (_files is [var expired, _, ..] && expired.EndLogOffset < minLogOffset)
        {
            Delete(expired.Path);
            lock (_gate)
            {
                if (_isDisposed) return;
                _files = _files[1..];
            }

            expired.Release();
        }
    }

    /// <summary>
    /// Forgets entries of records that begin at or behind a log offset, and may forget the last one before it: dispatch
    /// again from <see cref="EndLogOffset"/> on. Recovery only.
    /// </summary>
    /// <remarks>
    /// Else whatever takes the place of a record that the log has lost would count as indexed already.
    /// </remarks>
    /// <returns>False when there were none.</returns>
    public bool TruncateAfter(long logOffset)
    {
        bool hasChanged = false;
        while (_files is [.., var last] && last.EndLogOffset >= logOffset)
        {
            hasChanged = true;
            if (!last.IsEmpty && last.TryRepair(logOffset)) break;
            lock (_gate) _files = _files[..^1];
            Delete(last.Path);
            last.Release();
        }

        return hasChanged;
    }

    /// <summary>Brings the file in use to disk.</summary>
    public void Flush()
    {
        if (_files is not [.., var last] || !last.TryHold()) return;
        try
        {
            last.Flush();
        }
        finally
        {
            last.Release();
        }
    }

    /// <summary>Flushes and closes. Nobody puts any more.</summary>
    public void Dispose()
    {
        IndexFile[] files;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            files = _files;
            _files = [];
        }

        try
        {
            foreach (IndexFile file in files) file.Flush();
        }
        finally
        {
            foreach (IndexFile file in files) file.Release();
        }
    }

    /// <summary>Deletes a file for good. Always from an end of the list, and before anything new comes there.</summary>
    /// <remarks>
    /// Else a loss of power could leave a gap between files, or one too many, and nothing tells of it.
    /// </remarks>
    private void Delete(string path)
    {
        _store.DeleteFile(path);
        _store.SyncDirectory(_directory);
    }

    private void Add(int hash, long logOffset, long storeTimestamp)
    {
        IndexFile? last = _files is [.., var file] ? file : null;
        if (last is null || last.IsFull) last = Roll(last);
        last.Add(hash, logOffset, storeTimestamp);
    }

    private IndexFile Roll(IndexFile? full)
    {
        _store.CreateDirectory(_directory);
        if (full is null) _store.SyncDirectory(_options.RootDirectory); // The directory may be new.
        string path = Path.Combine(_directory, NextName());
        IndexFile next = IndexFile.Create(_store, path, _options.IndexSlots, _options.IndexEntries, full);
        _store.SyncDirectory(_directory);
        lock (_gate) _files = [.. _files, next];

        // Off the dispatching thread: syncing hundreds of megabytes takes seconds.
        if (full is not null && full.TryHold()) ThreadPool.UnsafeQueueUserWorkItem(Complete, full, preferLocal: false);
        return next;
    }

    private void Complete(IndexFile full)
    {
        try
        {
            FlushUpTo(full);
            lock (_gate)
            {
                if (!_isDisposed) _completed(CompleteUntil(full));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The checkpoint stays where it is: after a crash the file is looked through and repaired.
            IndexEvents.FlushFailed(_logger, exception);
        }
        finally
        {
            full.Release();
        }
    }

    /// <summary>
    /// Where a file ends; or just before, if the next, which is not on disk, may yet end at the same time.
    /// </summary>
    /// <remarks>So it is for as long as a clock was set back: store times stand still. Under the gate.</remarks>
    private long CompleteUntil(IndexFile full)
    {
        IndexFile[] files = _files;
        int next = Array.IndexOf(files, full) + 1;
        bool isNextLater = next > 0 && next < files.Length && files[next].EndTimestamp > full.EndTimestamp;
        return isNextLater ? full.EndTimestamp : full.EndTimestamp - 1;
    }

    /// <summary>Older files too: their own completion may be slower, and the checkpoint vouches for all.</summary>
    private void FlushUpTo(IndexFile full)
    {
        foreach (IndexFile file in _files)
        {
            if (!file.TryHold()) continue;
            try
            {
                file.Flush();
            }
            finally
            {
                file.Release();
            }

            if (file == full) return;
        }
    }

    /// <summary>The local time, made larger than any name so far if the clock is not: names sort by creation.</summary>
    private string NextName()
    {
        string now = _time.GetLocalNow().ToString(NameFormat, CultureInfo.InvariantCulture);
        _newestName = Math.Max(long.Parse(now, CultureInfo.InvariantCulture), _newestName + 1);
        return _newestName.ToString("D17", CultureInfo.InvariantCulture);
    }

    private static bool TryParseName(string name, out long number)
    {
        number = 0;
        return name.Length == NameFormat.Length
            && long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
