using Ariane.Storage.Files;

namespace Ariane.Storage.Tests.Files;

/// <summary>A file system in memory that can lose power, run out of space and fail at a chosen call.</summary>
internal sealed class MemoryFiles(TimeProvider time) : IStoreFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryNode> _entries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MemoryNode> _durableEntries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _directories = new(StringComparer.Ordinal); // and when changed
    private int _calls;

    /// <summary>Bytes that the disk has left, taken in blocks of 4096; nothing is counted while null.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>The call (writes, flushes, reservations, creations, deletions) that fails, counted from 1, and all after it.</summary>
    public int FailFrom { get; set; } = int.MaxValue;

    /// <summary>Fails flushes of files whose path contains the text.</summary>
    public string? FailFlushOf { get; set; }

    /// <summary>Fails opening and creating this file.</summary>
    public string? FailOpenOf { get; set; }

    public DiskSpace Space { get; set; } = new(100, 10, 90);

    /// <summary>Called before a file is flushed; may block the flush.</summary>
    public Action<string>? Flushing { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public int Flushes { get; private set; }

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What another process finds after this one was killed: everything that was written.</summary>
    public MemoryFiles Kill()
    {
        lock (_gate)
        {
            var survivor = new MemoryFiles(time) { Space = Space };
            foreach ((string directory, DateTimeOffset changed) in _directories) survivor._directories[directory] = changed;
            foreach ((string path, MemoryNode node) in _entries) survivor.Adopt(path, node.Copy(node.Content));
            return survivor;
        }
    }

    /// <summary>What is found after power was lost: of what was not flushed, any sector and any name may be missing.</summary>
    public MemoryFiles LosePower(Random random)
    {
        lock (_gate)
        {
            var survivor = new MemoryFiles(time) { Space = Space };
            foreach ((string directory, DateTimeOffset changed) in _directories) survivor._directories[directory] = changed;
            foreach (string path in _entries.Keys.Union(_durableEntries.Keys).Order(StringComparer.Ordinal).ToArray())
            {
                _entries.TryGetValue(path, out MemoryNode? current);
                _durableEntries.TryGetValue(path, out MemoryNode? durable);
                MemoryNode? kept = current == durable || random.Next(2) == 0 ? current : durable;
                if (kept is not null) survivor.Adopt(path, kept.Copy(kept.Tear(random)));
            }

            return survivor;
        }
    }

    public byte[] ReadAll(string path)
    {
        lock (_gate) return [.. _entries[path].Content];
    }

    public void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            CreateDirectory(Path.GetDirectoryName(path)!);
            var node = new MemoryNode(Now);
            node.Replace(content.ToArray());
            Adopt(path, node);
        }
    }

    public IReadOnlyList<string> AllPaths
    {
        get
        {
            lock (_gate) return [.. _entries.Keys];
        }
    }

    public void SetLastWriteTime(string path, DateTimeOffset when)
    {
        lock (_gate) _entries[path].LastWriteTime = when;
    }

    /// <summary>Bytes that were stored where no disk space was reserved: on a real disk such a store can kill the process.</summary>
    public bool HasBytesInHoles(string path)
    {
        lock (_gate) return _entries[path].HasBytesInHoles;
    }

    public bool FileExists(string path)
    {
        lock (_gate) return _entries.ContainsKey(path);
    }

    public IReadOnlyList<StoreEntry> List(string directory)
    {
        lock (_gate)
        {
            var found = new List<StoreEntry>();
            foreach ((string path, MemoryNode node) in _entries)
            {
                if (Path.GetDirectoryName(path) == directory)
                    found.Add(new StoreEntry(Path.GetFileName(path), false, node.Content.Length, node.LastWriteTime));
            }

            foreach ((string path, DateTimeOffset changed) in _directories)
            {
                if (Path.GetDirectoryName(path) == directory) found.Add(new StoreEntry(Path.GetFileName(path), true, 0, changed));
            }

            found.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
            return found;
        }
    }

    public IStoreFile Open(string path, StoreFileMode mode)
    {
        if (path == FailOpenOf) throw new IOException("The file cannot be opened, as the test wants it.");
        lock (_gate)
        {
            bool exists = _entries.TryGetValue(path, out MemoryNode? node);
            if (mode == StoreFileMode.CreateNew && exists) throw new IOException($"{path} exists.");
            if (mode == StoreFileMode.OpenExisting && !exists) throw new FileNotFoundException("There is no file.", path);
            if (!exists)
            {
                Count();
                if (!_directories.ContainsKey(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
                node = _entries[path] = new MemoryNode(Now);
            }

            return new MemoryFile(this, path, node!);
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_gate)
        {
            if (path.Length == 0 || !_directories.TryAdd(path, Now)) return;
            if (Path.GetDirectoryName(path) is not { } parent) return;
            CreateDirectory(parent);
            if (_directories.ContainsKey(parent)) _directories[parent] = Now;
        }
    }

    public void DeleteFile(string path)
    {
        Count();
        lock (_gate) _entries.Remove(path);
    }

    public void DeleteDirectory(string path)
    {
        lock (_gate)
        {
            if (List(path).Count > 0) throw new IOException($"{path} is not empty.");
            _directories.Remove(path);
            _directories[Path.GetDirectoryName(path)!] = Now;
        }
    }

    public void Move(string source, string target)
    {
        Count();
        lock (_gate)
        {
            if (!_entries.Remove(source, out MemoryNode? node)) throw new FileNotFoundException("There is no file.", source);
            _entries[target] = node;
        }
    }

    public void SyncDirectory(string path)
    {
        Count();
        lock (_gate)
        {
            foreach (string gone in _durableEntries.Keys.Where(entry => Path.GetDirectoryName(entry) == path).ToArray())
            {
                _durableEntries.Remove(gone);
            }

            foreach ((string entry, MemoryNode node) in _entries)
            {
                if (Path.GetDirectoryName(entry) == path) _durableEntries[entry] = node;
            }
        }
    }

    public DiskSpace GetDiskSpace(string path) => Space;

    /// <summary>Counts a call that changes something, and fails it when its turn has come.</summary>
    internal void Count()
    {
        if (Interlocked.Increment(ref _calls) >= FailFrom) throw new IOException("The disk failed, as the test wants it.");
    }

    internal void BeforeFlush(string path)
    {
        Flushing?.Invoke(path);
        Flushes++;
        if (FailFlushOf is { } text && path.Contains(text, StringComparison.Ordinal)) throw new IOException("The flush failed, as the test wants it.");
    }

    internal void Take(long bytes)
    {
        lock (_gate)
        {
            if (FreeBytes is not { } free) return;
            if (bytes > free) throw new IOException("No space left, as the test wants it.");
            FreeBytes = free - bytes;
        }
    }

    private void Adopt(string path, MemoryNode node) => _entries[path] = _durableEntries[path] = node;
}
