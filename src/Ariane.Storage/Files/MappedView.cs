using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Ariane.Storage.Files;

/// <summary>A whole file mapped shared into memory. The only owner of a pointer in this library.</summary>
/// <remarks>Disposal is not synchronised with use: whoever owns the view leases it out and disposes it last.</remarks>
internal sealed unsafe class MappedView : IStoreMapping
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _bytes;
    private byte* _start;

    public MappedView(SafeFileHandle file, long bytes)
    {
        _bytes = bytes;
        _map = MemoryMappedFile.CreateFromFile(
            file, null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        try
        {
            _view = _map.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.ReadWrite);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }
        catch
        {
            _view?.Dispose();
            _map.Dispose();
            throw;
        }
    }

    public Span<byte> GetSpan(long offset, int bytes)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, _bytes - offset);
        return new Span<byte>(_start + offset, bytes);
    }

    public void Prefault(long offset, int bytes)
    {
        if (bytes <= 0 || !OperatingSystem.IsLinux()) return;
        long first = offset & -Environment.SystemPageSize;
        Span<byte> range = GetSpan(first, (int)Math.Min(offset + bytes, _bytes) - (int)first);
        fixed (byte* start = range) LinuxFiles.Populate(start, range.Length);
    }

    /// <summary>Hands changed pages to the file; only needed where a file flush does not cover its mappings.</summary>
    public void Flush() => _view.Flush();

    public void Dispose()
    {
        if (_start == null) return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
