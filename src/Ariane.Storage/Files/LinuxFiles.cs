using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ariane.Storage.Files;

/// <summary>
/// The file calls of Linux that .NET does not offer. Numbers are those of the 64-bit system call interface.
/// </summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFiles
{
    private const int KeepSize = 0x01;          // FALLOC_FL_KEEP_SIZE, linux/falloc.h
    private const int PunchHole = 0x02;         // FALLOC_FL_PUNCH_HOLE
    private const int OpenDescriptorLock = 37;  // F_OFD_SETLK, asm-generic/fcntl.h
    private const short WriteLock = 1;          // F_WRLCK
    private const int PopulateWrite = 23;       // MADV_POPULATE_WRITE, asm-generic/mman-common.h, since Linux 5.14
    private const int WillNeed = 3;             // POSIX_FADV_WILLNEED, linux/fadvise.h
    private const int CloseOnExec = 0x80000;    // O_CLOEXEC
    private const int ReadWrite = 2;            // O_RDWR, asm-generic/fcntl.h
    private const int SeekData = 3;             // SEEK_DATA, linux/fs.h
    private const int NoSuchData = 6;           // ENXIO
    private const int Interrupted = 4;          // EINTR
    private const int TryAgain = 11;            // EAGAIN
    private const int AccessDenied = 13;        // EACCES
    private const int NotSupported = 95;        // EOPNOTSUPP
    private const int NotImplemented = 38;      // ENOSYS
    private const int MaxPathChars = 1024;      // longer ones are left to .NET

    /// <summary>
    /// Takes the blocks of a range without changing what it reads as; false if the file system cannot.
    /// </summary>
    public static bool TryReserve(SafeFileHandle file, string path, long offset, long bytes) =>
        TryAllocate(file, path, KeepSize, offset, bytes, "reserve");

    /// <summary>Makes a range read as zeros and returns its blocks; false if the file system cannot.</summary>
    public static bool TryClear(SafeFileHandle file, string path, long offset, long bytes) =>
        TryAllocate(file, path, KeepSize | PunchHole, offset, bytes, "clear");

    /// <summary>
    /// Opens an existing file in one system call, where .NET needs five; null if that fails for any reason.
    /// </summary>
    public static SafeFileHandle? TryOpen(string path)
    {
        SafeFileHandle file = Open(path, ReadWrite | CloseOnExec, 0);
        if (!file.IsInvalid) return file;

        file.Dispose();
        return null;
    }

    /// <summary>
    /// Opens an existing file, writes and closes it, without any object; false if it cannot be opened for any reason.
    /// </summary>
    public static unsafe bool TryWrite(ReadOnlySpan<char> path, long offset, ReadOnlySpan<byte> source)
    {
        if (path.Length > MaxPathChars) return false;

        Span<byte> name = stackalloc byte[(MaxPathChars * 3) + 1];   // UTF-8 takes up to 3 bytes for a UTF-16 unit
        name[Encoding.UTF8.GetBytes(path, name)] = 0;
        int file;
        fixed (byte* start = name) file = Open(start, ReadWrite | CloseOnExec, 0);
        if (file < 0) return false;

        try
        {
            WriteAll(file, path, offset, source);
            return true;
        }
        finally
        {
            _ = Close(file);
        }
    }

    /// <summary>
    /// Whether a file has nothing but a hole from a position to its end; false if the file system does not tell.
    /// </summary>
    public static bool IsHoleFrom(SafeFileHandle file, long offset) =>
        Seek(file, offset, SeekData) < 0 && Marshal.GetLastPInvokeError() == NoSuchData;

    /// <summary>Brings content, but not times, to the disk, whether written or mapped.</summary>
    public static void FlushData(SafeFileHandle file, string path)
    {
        while (FDataSync(file) != 0)
        {
            // Any error but an interruption is final: the kernel reports a failed write-back once and drops the pages.
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw Failure("flush", path, error);
        }
    }

    /// <summary>
    /// Locks byte 0 against other processes (fcntl locks, as upstream takes) and other handles of this one.
    /// </summary>
    public static bool TryLock(SafeFileHandle file, string path)
    {
        var range = new FileRange { Type = WriteLock, Start = 0, Length = 1 };
        if (Control(file, OpenDescriptorLock, ref range) == 0) return true;

        int error = Marshal.GetLastPInvokeError();
        return error is TryAgain or AccessDenied ? false : throw Failure("lock", path, error);
    }

    /// <summary>Faults the pages of a mapped range in; an older kernel leaves that to whoever touches them.</summary>
    public static unsafe void Populate(byte* start, int bytes) => _ = Advise(start, (nuint)bytes, PopulateWrite);

    /// <summary>
    /// Brings a range of a file into the page cache, exactly that, unlike a page fault, which reads around.
    /// </summary>
    public static void Load(SafeFileHandle file, long offset, long bytes) => _ = Advise(file, offset, bytes, WillNeed);

    /// <summary>Brings the entries of a directory to the disk.</summary>
    public static void SyncDirectory(string path)
    {
        using SafeFileHandle directory = Open(path, CloseOnExec, 0);
        if (directory.IsInvalid) throw Failure("open", path, Marshal.GetLastPInvokeError());
        if (FSync(directory) != 0) throw Failure("sync", path, Marshal.GetLastPInvokeError());
    }

    /// <summary>Brings everything on the file system of a directory to the disk.</summary>
    /// <remarks>
    /// Since Linux 5.8 it reports pages that could not be written and that nobody was told of so far.
    /// </remarks>
    public static void SyncFileSystem(string path)
    {
        using SafeFileHandle directory = Open(path, CloseOnExec, 0);
        if (directory.IsInvalid) throw Failure("open", path, Marshal.GetLastPInvokeError());
        if (SyncFs(directory) != 0) throw Failure("sync the file system of", path, Marshal.GetLastPInvokeError());
    }

    private static bool TryAllocate(SafeFileHandle file, string path, int mode, long offset, long bytes, string what)
    {
        while (Allocate(file, mode, offset, bytes) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is NotSupported or NotImplemented) return false;
            if (error != Interrupted) throw Failure(what, path, error);
        }

        return true;
    }

    private static unsafe void WriteAll(int file, ReadOnlySpan<char> path, long offset, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            nint written;
            fixed (byte* start = source) written = Write(file, start, (nuint)source.Length, offset);
            if (written < 0)
            {
                int error = Marshal.GetLastPInvokeError();
                if (error != Interrupted) throw Failure("write", path.ToString(), error);
                continue;
            }

            source = source[(int)written..];
            offset += written;
        }
    }

    private static IOException Failure(string what, string path, int error) =>
        new(
            $"Cannot {what} {path}: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).",
            new Win32Exception(error));

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long bytes);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static unsafe partial int Advise(byte* start, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long bytes, int advice);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static unsafe partial int Open(byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint Write(int file, byte* source, nuint bytes, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, ref FileRange range);

    /// <summary>
    /// struct flock of bits/fcntl.h with 64-bit offsets; the process id stays 0 for descriptor locks.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileRange
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int ProcessId;
    }
}
