using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Ariane.Storage.Files;

/// <summary>The file system of the operating system. Stateless; safe for concurrent use.</summary>
public sealed class PhysicalFiles : IStoreFiles
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    public bool FileExists(string path) => File.Exists(path);

    public long GetBytes(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? file.Length : -1;
    }

    public IReadOnlyList<StoreEntry> List(string directory)
    {
        if (!Directory.Exists(directory)) return [];

        var found = new FileSystemEnumerable<StoreEntry>(directory, ToStoreEntry, Everything);
        List<StoreEntry> entries = [.. found];
        entries.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return entries;
    }

    public IStoreFile Open(string path, StoreFileMode mode)
    {
        // If it fails, the call below finds out why.
        if (OperatingSystem.IsLinux() && mode == StoreFileMode.OpenExisting && LinuxFiles.TryOpen(path) is { } existing)
        {
            return new PhysicalFile(path, existing);
        }

        FileMode fileMode = mode switch
        {
            StoreFileMode.OpenExisting => FileMode.Open,
            StoreFileMode.OpenOrCreate => FileMode.OpenOrCreate,
            _ => FileMode.CreateNew,
        };
        SafeFileHandle handle = File.OpenHandle(
            path, fileMode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        return new PhysicalFile(path, handle);
    }

    public bool TryWrite(ReadOnlySpan<char> path, long offset, ReadOnlySpan<byte> source)
    {
        if (OperatingSystem.IsLinux()) return LinuxFiles.TryWrite(path, offset, source);
        if (!FileExists(path.ToString())) return false;

        using IStoreFile file = Open(path.ToString(), StoreFileMode.OpenExisting);
        file.Write(offset, source);
        return true;
    }

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void DeleteFile(string path) => File.Delete(path);

    public void DeleteDirectory(string path) => Directory.Delete(path, recursive: false);

    public void Move(string source, string target) => File.Move(source, target, overwrite: true);

    public void SyncDirectory(string path)
    {
        // Other systems make directory entries durable by themselves, or not at all.
        if (OperatingSystem.IsLinux()) LinuxFiles.SyncDirectory(path);
    }

    public bool TrySyncAll(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        LinuxFiles.SyncFileSystem(path);
        return true;
    }

    public DiskSpace GetDiskSpace(string path)
    {
        string existing = Path.GetFullPath(path);
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent) existing = parent;

        var drive = new DriveInfo(existing);
        return new DiskSpace(drive.TotalSize, drive.TotalSize - drive.TotalFreeSpace, drive.AvailableFreeSpace);
    }

    private static StoreEntry ToStoreEntry(ref FileSystemEntry entry) => new(
        entry.FileName.ToString(), entry.IsDirectory, entry.IsDirectory ? 0 : entry.Length, entry.LastWriteTimeUtc);
}
