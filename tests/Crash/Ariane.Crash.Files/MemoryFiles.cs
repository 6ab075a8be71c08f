using Ariane.Storage.Files;

namespace Ariane.Crash.Files;

/// <summary>A file system in memory that can lose power, run out of space and fail at a chosen call.</summary>
/// <remarks>
/// Safe for concurrent use. Every call that changes something has a number, from 1, by which it can be failed or be the
/// last one before a crash. Nothing survives a power loss for sure but what was synced: a file's bytes by its own
/// flush, its name, and a directory's, by <see cref="SyncDirectory"/> of the directory that holds it.
/// </remarks>
public sealed class MemoryFiles(TimeProvider time) : IStoreFiles
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MemoryNode> _entries = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, MemoryNode> _durableEntries = new(StringComparer.Ordinal);
    // Each with the time when it was changed.
    private readonly Dictionary<string, DateTimeOffset> _directories = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _durableDirectories = new(StringComparer.Ordinal);
    private int _calls;
    private int _flushes;

    /// <summary>Bytes that the disk has left, taken in blocks of 4096; nothing is counted while null.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>The call that fails, counted from 1, and all after it.</summary>
    public int FailFrom { get; set; } = int.MaxValue;

    /// <summary>Fails flushes of files whose path contains the text.</summary>
    public string? FailFlushOf { get; set; }

    /// <summary>Fails opening and creating this file.</summary>
    public string? FailOpenOf { get; set; }

    /// <summary>Half of a write that fails is done.</summary>
    public bool TearsFailedWrites { get; set; }

    public DiskSpace Space { get; set; } = new(100, 10, 90);

    /// <summary>Called before a file is flushed; may block the flush.</summary>
    public Action<string>? Flushing { get; set; }

    /// <summary>
    /// Called before every call that changes something, with its number; may throw instead of it. Any thread.
    /// </summary>
    public Action<int, FileCall, string>? Calling { get; set; }

    public int Calls => Volatile.Read(ref _calls);

    public int Flushes => Volatile.Read(ref _flushes);

    public DateTimeOffset Now => time.GetUtcNow();

    public IReadOnlyList<string> AllPaths
    {
        get
        {
            lock (_gate) return [.. _entries.Keys];
        }
    }

    /// <summary>What another process finds after this one was killed: everything that was written.</summary>
    public MemoryFiles Kill()
    {
        lock (_gate)
        {
            var survivor = new MemoryFiles(time) { Space = Space };
            foreach ((string directory, DateTimeOffset changed) in _directories)
                survivor.AdoptDirectory(directory, changed);
            foreach ((string path, MemoryNode node) in _entries) survivor.Adopt(path, node.Copy(node.Content));
            return survivor;
        }
    }

    /// <summary>
    /// What is found after power was lost: of what was not synced, any sector and any name may be missing.
    /// </summary>
    public MemoryFiles LosePower(Random random)
    {
        lock (_gate)
        {
            var tearing = new Tearing(random);
            var survivor = new MemoryFiles(time) { Space = Space };
            string[] directories = [.. _directories.Keys.Union(_durableDirectories).Order(StringComparer.Ordinal)];
            foreach (string directory in directories)
            {
                bool isSame = _directories.TryGetValue(directory, out DateTimeOffset changed)
                    == _durableDirectories.Contains(directory);
                bool isThere = isSame || tearing.KeepsEntry() == _directories.ContainsKey(directory);
                if (isThere && survivor.HasParentOf(directory)) survivor.AdoptDirectory(directory, changed);
            }

            foreach (string path in _entries.Keys.Union(_durableEntries.Keys).Order(StringComparer.Ordinal).ToArray())
            {
                _entries.TryGetValue(path, out MemoryNode? current);
                _durableEntries.TryGetValue(path, out MemoryNode? durable);
                MemoryNode? kept = current == durable || tearing.KeepsEntry() ? current : durable;
                if (kept is not null && survivor.HasParentOf(path)) survivor.Adopt(path, kept.Copy(kept.Tear(tearing)));
            }

            return survivor;
        }
    }

    /// <summary>Some pages of some file reach the disk without anybody having asked, as they do at any time.</summary>
    public void WriteBack(Random random)
    {
        lock (_gate)
        {
            if (_entries.Count > 0) _entries.ElementAt(random.Next(_entries.Count)).Value.WriteBack(random);
        }
    }

    /// <summary>A moment between two calls, which gets a number as they do.</summary>
    public void Pause() => Count(FileCall.Pause, "");

    public byte[] ReadAll(string path)
    {
        lock (_gate) return [.. _entries[path].Content];
    }

    public void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            for (string? parent = Path.GetDirectoryName(path);
                parent is { Length: > 0 };
                parent = Path.GetDirectoryName(parent))
            {
                AdoptDirectory(parent, _directories.GetValueOrDefault(parent, Now));
            }

            var node = new MemoryNode(Now);
            node.Replace(content.ToArray());
            Adopt(path, node);
        }
    }

    public void SetLastWriteTime(string path, DateTimeOffset when)
    {
        lock (_gate) _entries[path].LastWriteTime = when;
    }

    /// <summary>
    /// Bytes that were stored where no disk space was reserved: on a real disk such a store can kill the process.
    /// </summary>
    public bool HasBytesInHoles(string path)
    {
        lock (_gate) return _entries[path].HasBytesInHoles;
    }

    /// <summary>Puts everything below a real directory, to be looked at.</summary>
    public void SaveTo(string directory)
    {
        lock (_gate)
        {
            foreach ((string path, MemoryNode node) in _entries)
            {
                string target = Path.Combine(directory, path.TrimStart('/'));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, node.Content);
            }
        }
    }

    public bool FileExists(string path)
    {
        lock (_gate) return _entries.ContainsKey(path);
    }

    public long GetBytes(string path)
    {
        lock (_gate) return _entries.TryGetValue(path, out MemoryNode? node) ? node.Content.Length : -1;
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
                if (Path.GetDirectoryName(path) == directory)
                    found.Add(new StoreEntry(Path.GetFileName(path), true, 0, changed));
            }

            found.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
            return found;
        }
    }

    public IStoreFile Open(string path, StoreFileMode mode)
    {
        if (path == FailOpenOf) throw new IOException("The file cannot be opened, as the test wants it.");

        // Counted outside of the gate: whoever is told may look at all files.
        if (mode != StoreFileMode.OpenExisting && !FileExists(path)) Count(FileCall.Create, path);
        lock (_gate)
        {
            bool exists = _entries.TryGetValue(path, out MemoryNode? node);
            if (mode == StoreFileMode.CreateNew && exists) throw new IOException($"{path} exists.");
            if (mode == StoreFileMode.OpenExisting && !exists)
                throw new FileNotFoundException("There is no file.", path);
            if (!exists)
            {
                if (!_directories.ContainsKey(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
                node = _entries[path] = new MemoryNode(Now);
            }

            return new MemoryFile(this, path, node!);
        }
    }

    public void CreateDirectory(string path)
    {
        bool exists;
        lock (_gate) exists = _directories.ContainsKey(path);
        if (!exists) Count(FileCall.CreateDirectory, path);
        lock (_gate)
        {
            for (string? at = path;
                at is { Length: > 0 } && _directories.TryAdd(at, Now);
                at = Path.GetDirectoryName(at))
            {
                string? parent = Path.GetDirectoryName(at);
                if (parent is not null && _directories.ContainsKey(parent)) _directories[parent] = Now;

                // Where a store lies is there before the store is.
                if (parent is null or "/") _durableDirectories.Add(at);
            }
        }
    }

    public void DeleteFile(string path)
    {
        Count(FileCall.Delete, path);
        lock (_gate) _entries.Remove(path);
    }

    public void DeleteDirectory(string path)
    {
        Count(FileCall.Delete, path);
        lock (_gate)
        {
            if (List(path).Count > 0) throw new IOException($"{path} is not empty.");
            if (!_directories.Remove(path)) throw new DirectoryNotFoundException(path);
            _directories[Path.GetDirectoryName(path)!] = Now;
        }
    }

    public void Move(string source, string target)
    {
        Count(FileCall.Move, target);
        lock (_gate)
        {
            if (!_entries.Remove(source, out MemoryNode? node))
                throw new FileNotFoundException("There is no file.", source);
            _entries[target] = node;
        }
    }

    public void SyncDirectory(string path)
    {
        Count(FileCall.SyncDirectory, path);
        lock (_gate)
        {
            if (!_directories.ContainsKey(path)) throw new DirectoryNotFoundException(path);
            foreach (string gone in _durableEntries.Keys.Where(entry => IsIn(entry, path)).ToArray())
                _durableEntries.Remove(gone);
            foreach ((string entry, MemoryNode node) in _entries)
            {
                if (IsIn(entry, path)) _durableEntries[entry] = node;
            }

            _durableDirectories.RemoveWhere(entry => IsIn(entry, path));
            _durableDirectories.UnionWith(_directories.Keys.Where(entry => IsIn(entry, path)));
        }
    }

    public DiskSpace GetDiskSpace(string path) => Space;

    /// <summary>Counts a call that changes something, and fails it when its turn has come.</summary>
    internal void Count(FileCall call, string path)
    {
        int number = Interlocked.Increment(ref _calls);
        Calling?.Invoke(number, call, path);
        if (number >= FailFrom) throw new IOException("The disk failed, as the test wants it.");
    }

    internal void BeforeFlush(string path)
    {
        Flushing?.Invoke(path);
        Interlocked.Increment(ref _flushes);
        if (FailFlushOf is { } text && path.Contains(text, StringComparison.Ordinal))
            throw new IOException("The flush failed, as the test wants it.");
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

    private static bool IsIn(string entry, string directory) => Path.GetDirectoryName(entry) == directory;

    private bool HasParentOf(string path) =>
        Path.GetDirectoryName(path) is not { Length: > 1 } parent || _directories.ContainsKey(parent);

    private void Adopt(string path, MemoryNode node) => _entries[path] = _durableEntries[path] = node;

    private void AdoptDirectory(string path, DateTimeOffset changed)
    {
        _directories[path] = changed;
        _durableDirectories.Add(path);
    }
}
