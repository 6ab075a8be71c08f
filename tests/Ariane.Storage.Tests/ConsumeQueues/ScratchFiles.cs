using Ariane.Storage.Files;

namespace Ariane.Storage.Tests.ConsumeQueues;

/// <summary>Files in memory that count what is open and fail by path; fast with very many files.</summary>
internal sealed class ScratchFiles : IStoreFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Content> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _entries = new(StringComparer.Ordinal); // by directory

    /// <summary>Asked before a write, a reservation or the creation of a file: whether the disk is full.</summary>
    public Func<string, bool> IsFull { get; set; } = static _ => false;

    /// <summary>Called before a file is opened that may have to be created.</summary>
    public Action<string> Creating { get; set; } = static _ => { };

    /// <summary>Asked before a flush.</summary>
    public Func<string, bool> FailsToFlush { get; set; } = static _ => false;

    /// <summary>Whether one call can bring everything to disk.</summary>
    public bool CanSyncAll { get; set; }

    public int SyncAllCount { get; private set; }

    public int OpenCount;
    public int OpenedInAll;
    public int FlushCount;

    public IEnumerable<string> Paths
    {
        get
        {
            lock (_gate) return [.. _files.Keys];
        }
    }

    public byte[] ReadAll(string path)
    {
        lock (_gate) return [.. _files[path].Bytes];
    }

    public void WriteAll(string path, byte[] bytes)
    {
        CreateDirectory(Path.GetDirectoryName(path)!);
        lock (_gate) Add(path, new Content { Bytes = bytes });
    }

    /// <summary>What a crash would leave: a copy of everything, without open handles.</summary>
    public ScratchFiles Copy()
    {
        var copy = new ScratchFiles();
        lock (_gate)
        {
            foreach ((string path, Content file) in _files) copy._files[path] = new Content { Bytes = [.. file.Bytes] };
            foreach ((string directory, HashSet<string> paths) in _entries) copy._entries[directory] = [.. paths];
        }

        return copy;
    }

    public bool FileExists(string path)
    {
        lock (_gate) return _files.ContainsKey(path);
    }

    public long GetBytes(string path)
    {
        lock (_gate) return _files.TryGetValue(path, out Content? content) ? content.Bytes.Length : -1;
    }

    public IReadOnlyList<StoreEntry> List(string directory)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(directory, out HashSet<string>? paths)) return [];
            IEnumerable<StoreEntry> entries = paths.Select(path => _files.TryGetValue(path, out Content? content)
                ? new StoreEntry(Path.GetFileName(path), false, content.Bytes.Length, default)
                : new StoreEntry(Path.GetFileName(path), true, 0, default));
            return [.. entries.OrderBy(static entry => entry.Name, StringComparer.Ordinal)];
        }
    }

    public IStoreFile Open(string path, StoreFileMode mode)
    {
        if (mode != StoreFileMode.OpenExisting) Creating(path);
        lock (_gate)
        {
            bool exists = _files.TryGetValue(path, out Content? content);
            if (mode == StoreFileMode.OpenExisting && !exists) throw new FileNotFoundException(path);
            if (mode == StoreFileMode.CreateNew && exists) throw new IOException(path + " exists");
            if (!exists)
            {
                ThrowIfFull(path);
                if (!_entries.ContainsKey(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
                Add(path, content = new Content());
            }

            OpenedInAll++;
            Interlocked.Increment(ref OpenCount);
            return new ScratchFile(this, path, content!);
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            for (string part = path; part.Length > 1; part = Path.GetDirectoryName(part)!)
            {
                if (!_entries.TryAdd(part, [])) break;
                if (Path.GetDirectoryName(part) is { Length: > 1 } parent)
                {
                    CreateDirectory(parent);
                    _entries[parent].Add(part);
                }
            }
        }
    }

    public void DeleteFile(string path)
    {
        lock (_gate)
        {
            if (_files.Remove(path)) _entries[Path.GetDirectoryName(path)!].Remove(path);
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(path, out HashSet<string>? paths)) throw new DirectoryNotFoundException(path);
            if (paths.Count > 0) throw new IOException(path + " is not empty");
            _entries.Remove(path);
            if (_entries.TryGetValue(Path.GetDirectoryName(path)!, out HashSet<string>? others)) others.Remove(path);
        }
    }

    public void Move(string source, string target)
    {
        lock (_gate)
        {
            Content content = _files[source];
            DeleteFile(source);
            Add(target, content);
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_gate)
        {
            if (!_entries.ContainsKey(path)) throw new IOException(path + " is gone");
        }
    }

    public bool TrySyncAll(string path)
    {
        if (CanSyncAll) SyncAllCount++;
        return CanSyncAll;
    }

    public DiskSpace GetDiskSpace(string path) => new(1L << 40, 0, 1L << 40);

    private void Add(string path, Content content)
    {
        _files[path] = content;
        _entries[Path.GetDirectoryName(path)!].Add(path);
    }

    private void ThrowIfFull(string path)
    {
        if (IsFull(path)) throw new IOException("No space left on device: " + path);
    }

    private sealed class Content
    {
        public byte[] Bytes = [];
    }

    private sealed class ScratchFile(ScratchFiles owner, string path, Content content) : IStoreFile, IStoreMapping
    {
        private int _disposed;

        public string Path { get; } = path;

        public long Bytes => content.Bytes.Length;

        public DateTimeOffset LastWriteTime => default;

        public void SetLength(long bytes)
        {
            owner.ThrowIfFull(Path);
            Array.Resize(ref content.Bytes, checked((int)bytes));
        }

        public void Reserve(long offset, long bytes) => owner.ThrowIfFull(Path);

        public void Clear(long offset, long bytes) => content.Bytes.AsSpan((int)offset, (int)bytes).Clear();

        public void Load(long offset, long bytes) { }

        public int Read(long offset, Span<byte> destination)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            ReadOnlySpan<byte> source = content.Bytes.AsSpan((int)Math.Min(offset, content.Bytes.Length));
            int count = Math.Min(source.Length, destination.Length);
            source[..count].CopyTo(destination);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            owner.ThrowIfFull(Path);
            source.CopyTo(content.Bytes.AsSpan((int)offset));
        }

        public void Flush()
        {
            if (owner.FailsToFlush(Path)) throw new IOException("Input/output error: " + Path);
            Interlocked.Increment(ref owner.FlushCount);
        }

        public IStoreMapping Map() => new ScratchFile(owner, Path, content) { _disposed = -1 };

        public Span<byte> GetSpan(long offset, int bytes) => content.Bytes.AsSpan((int)offset, bytes);

        public void Prefault(long offset, int bytes) { }

        public bool TryLock() => true;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) Interlocked.Decrement(ref owner.OpenCount);
        }
    }
}
