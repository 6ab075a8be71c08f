using System.Diagnostics;
using Ariane.Storage.Files;

namespace Ariane.Storage.CommitLogs;

/// <summary>One file of the log, mapped as a whole and kept mapped while anybody holds a lease.</summary>
/// <remarks>
/// Read through the mapping, written through the file: a write costs no page fault and fails with an error where a
/// store into the mapping would end the process. One writer, under the log's append lock; readers hold leases.
/// </remarks>
internal sealed class LogSegment
{
    private readonly IStoreFile _file;
    private readonly IStoreMapping _mapping;
    private readonly Lock _reserveGate = new();   // a range must be reserved once only: without fallocate it is zeroed
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _leases = 1;                      // the log's own one included; at 0 the mapping may go
    private int _reservedBytes;

    private LogSegment(IStoreFile file, long baseOffset, int capacityBytes)
    {
        _file = file;
        _mapping = file.Map();
        BaseOffset = baseOffset;
        CapacityBytes = capacityBytes;
    }

    public long BaseOffset { get; }

    public int CapacityBytes { get; }

    public long EndOffset => BaseOffset + CapacityBytes;

    public string Path => _file.Path;

    public DateTimeOffset LastWriteTime => _file.LastWriteTime;

    /// <summary>Disk space is taken up to here.</summary>
    public int ReservedBytes => Volatile.Read(ref _reservedBytes);

    /// <summary>Completes when the log and every reader have returned their leases.</summary>
    public Task Idle => _idle.Task;

    /// <summary>
    /// Creates the file at its full size, as upstream requires of every segment it finds, and maps it.
    /// </summary>
    /// <exception cref="IOException">Nothing is left behind.</exception>
    public static LogSegment Create(IStoreFiles files, string directory, long baseOffset, int capacityBytes)
    {
        string path = System.IO.Path.Combine(directory, SegmentName.Format(baseOffset));
        IStoreFile file = files.Open(path, StoreFileMode.OpenOrCreate);
        try
        {
            file.SetLength(0);   // what an earlier, failed attempt may have left must never be read as a record
            file.SetLength(capacityBytes);
            file.Flush();
            files.SyncDirectory(directory);
            return new LogSegment(file, baseOffset, capacityBytes);
        }
        catch
        {
            file.Dispose();
            files.DeleteFile(path);
            throw;
        }
    }

    /// <summary>Maps a segment whose name and size were checked.</summary>
    public static LogSegment Open(IStoreFiles files, string path, long baseOffset, int capacityBytes)
    {
        IStoreFile file = files.Open(path, StoreFileMode.OpenExisting);
        try
        {
            return new LogSegment(file, baseOffset, capacityBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Only with a lease, or under the append lock while the segment is the log's last.</summary>
    public ReadOnlySpan<byte> GetSpan(int position, int bytes) => _mapping.GetSpan(position, bytes);

    /// <summary>Keeps the segment mapped until <see cref="Return"/>; false when it is on its way out.</summary>
    public bool TryLease()
    {
        int leases = Volatile.Read(ref _leases);
        while (leases > 0)
        {
            int seen = Interlocked.CompareExchange(ref _leases, leases + 1, leases);
            if (seen == leases) return true;
            leases = seen;
        }

        return false;
    }

    /// <summary>Gives a lease back. The log gives its own back when it drops the segment.</summary>
    public void Return()
    {
        int left = Interlocked.Decrement(ref _leases);
        Debug.Assert(left >= 0, "A lease was returned twice.");
        if (left == 0) _idle.TrySetResult();
    }

    /// <summary>Takes disk space up to <paramref name="end"/>, in steps of <paramref name="stepBytes"/>.</summary>
    /// <returns>False, and <paramref name="failure"/>, when the disk has no more.</returns>
    public bool TryReserve(int end, int stepBytes, out Exception? failure)
    {
        failure = null;
        if (end <= Volatile.Read(ref _reservedBytes)) return true;

        lock (_reserveGate)
        {
            int reserved = _reservedBytes;
            if (end <= reserved) return true;

            int target = (int)Math.Min(CapacityBytes, Math.Max((long)end, (long)reserved + stepBytes));
            try
            {
                _file.Reserve(reserved, target - reserved);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failure = exception;
                return false;
            }

            Volatile.Write(ref _reservedBytes, target);
            return true;
        }
    }

    /// <summary>Writes where space was reserved; readers see it at once. Only the log's writer.</summary>
    public void Write(int position, ReadOnlySpan<byte> source) => _file.Write(position, source);

    /// <summary>Brings a reserved range into memory ahead of the writer. Only with a lease.</summary>
    public void Load(int position, int bytes) => _file.Load(position, bytes);

    /// <summary>Says after recovery that the space up to here is in use already.</summary>
    public void SetReserved(int bytes) => Volatile.Write(ref _reservedBytes, bytes);

    public void Flush() => _file.Flush();

    /// <summary>Makes everything from a position on zero. Only before the segment is appended to.</summary>
    public void Clear(int position) => _file.Clear(position, CapacityBytes - position);

    /// <summary>Unmaps and closes. Only when idle.</summary>
    public void Close()
    {
        Debug.Assert(Volatile.Read(ref _leases) == 0, "A segment is closed while somebody may read it.");
        _mapping.Dispose();
        _file.Dispose();
    }
}
