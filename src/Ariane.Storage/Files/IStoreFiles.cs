namespace Ariane.Storage.Files;

/// <summary>The file system below a store. Injected, so that tests can cut, tear, fill and fail it.</summary>
/// <remarks>
/// Safe for concurrent use. Failures are <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.
/// </remarks>
public interface IStoreFiles
{
    bool FileExists(string path);

    /// <summary>Length of a file; -1 when there is none. Without opening it.</summary>
    long GetBytes(string path);

    /// <summary>The entries of a directory, sorted by name; empty when there is no such directory.</summary>
    IReadOnlyList<StoreEntry> List(string directory);

    /// <summary>Opens for reading and writing.</summary>
    IStoreFile Open(string path, StoreFileMode mode);

    /// <summary>
    /// Writes into an existing file without keeping it open, for a few bytes in each of very many files; false, and
    /// nothing was done, if it cannot be opened.
    /// </summary>
    bool TryWrite(ReadOnlySpan<char> path, long offset, ReadOnlySpan<byte> source)
    {
        string name = path.ToString();
        if (!FileExists(name)) return false;

        using IStoreFile file = Open(name, StoreFileMode.OpenExisting);
        file.Write(offset, source);
        return true;
    }

    void CreateDirectory(string path);

    void DeleteFile(string path);

    /// <summary>Deletes a directory if it is empty.</summary>
    void DeleteDirectory(string path);

    /// <summary>Renames, replacing the target.</summary>
    void Move(string source, string target);

    /// <summary>Makes created, deleted and renamed entries of a directory survive a power loss.</summary>
    void SyncDirectory(string path);

    /// <summary>
    /// Brings everything that was written to the partition of <paramref name="path"/> to the disk, as flushing each
    /// file and directory would; false, and nothing was done, where the system has no such call.
    /// </summary>
    /// <exception cref="IOException">Something did not reach the disk; which file that was is not known.</exception>
    bool TrySyncAll(string path) => false;

    /// <summary>Space of the partition that holds <paramref name="path"/>.</summary>
    DiskSpace GetDiskSpace(string path);
}
