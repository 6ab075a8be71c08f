using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Ariane.Storage.Files;

/// <summary>An open file of the operating system.</summary>
internal sealed class PhysicalFile(string path, SafeFileHandle handle) : IStoreFile
{
    private const int ChunkBytes = 64 * 1024;
    private const int PageBytes = 4096;

    private MappedView? _view;   // the latest; flushed where the file's flush does not cover it
    private SafeFileHandle? _lockHolder;

    public string Path { get; } = path;

    public long Bytes => RandomAccess.GetLength(handle);

    public DateTimeOffset LastWriteTime => new(File.GetLastWriteTimeUtc(handle), TimeSpan.Zero);

    public void SetLength(long bytes) => RandomAccess.SetLength(handle, bytes);

    public void Reserve(long offset, long bytes)
    {
        if (OperatingSystem.IsLinux() && LinuxFiles.TryReserve(handle, Path, offset, bytes)) return;

        // Without fallocate the only way to own the blocks is to write them. Callers reserve before they write.
        OverwriteWithZeros(offset, bytes, onlyWhereNeeded: false);
    }

    public void Clear(long offset, long bytes)
    {
        bytes = Math.Min(bytes, Bytes - offset);
        if (bytes <= 0 || IsClearToTheEnd(offset, bytes)) return;
        if (OperatingSystem.IsLinux() && LinuxFiles.TryClear(handle, Path, offset, bytes)) return;
        OverwriteWithZeros(offset, bytes, onlyWhereNeeded: true);
    }

    public int Read(long offset, Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int read = RandomAccess.Read(handle, destination[total..], offset + total);
            if (read == 0) break;
            total += read;
        }

        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> source) => RandomAccess.Write(handle, source, offset);

    public void Load(long offset, long bytes)
    {
        if (OperatingSystem.IsLinux()) LinuxFiles.Load(handle, offset, bytes);
    }

    public void Flush()
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxFiles.FlushData(handle, Path);
            return;
        }

        _view?.Flush();
        RandomAccess.FlushToDisk(handle);
    }

    public IStoreMapping Map() => _view = new MappedView(handle, Bytes);

    public bool TryLock()
    {
        if (OperatingSystem.IsLinux()) return LinuxFiles.TryLock(handle, Path);

        // Elsewhere the lock is a second handle that shares with nobody, on a file beside this one.
        try
        {
            _lockHolder ??= File.OpenHandle(
                Path + ".held", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _lockHolder?.Dispose();
        handle.Dispose();
    }

    /// <summary>
    /// A page that is zero, and a hole behind it: found out faster than cleared, and nothing to be written.
    /// </summary>
    private bool IsClearToTheEnd(long offset, long bytes)
    {
        long nextPage = (offset + PageBytes - 1) / PageBytes * PageBytes;
        bool isHole = OperatingSystem.IsLinux()
            && offset + bytes == Bytes
            && (nextPage >= Bytes || LinuxFiles.IsHoleFrom(handle, nextPage));
        if (!isHole) return false;

        Span<byte> page = stackalloc byte[PageBytes];
        page = page[..(int)(Math.Min(nextPage, Bytes) - offset)];
        return Read(offset, page) == page.Length && !page.ContainsAnyExcept((byte)0);
    }

    private void OverwriteWithZeros(long offset, long bytes, bool onlyWhereNeeded)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (long end = offset + bytes; offset < end;)
            {
                Span<byte> part = chunk.AsSpan(0, (int)Math.Min(ChunkBytes, end - offset));
                if (!onlyWhereNeeded || (Read(offset, part) > 0 && part.ContainsAnyExcept((byte)0)))
                {
                    part.Clear();
                    Write(offset, part);
                }

                offset += part.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
