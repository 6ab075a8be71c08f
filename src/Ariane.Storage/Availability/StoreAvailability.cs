namespace Ariane.Storage.Availability;

/// <summary>
/// Why appends are or are not taken. Set by whoever finds a reason; read before every append. Thread-safe.
/// </summary>
internal sealed class StoreAvailability
{
    private volatile string? _failure;
    private volatile bool _closing;
    private volatile bool _diskFull;

    public bool IsWritable => _failure is null && !_closing && !_diskFull;

    /// <summary>Above the disk-full ratio; retention sets and clears it.</summary>
    public bool IsDiskFull
    {
        get => _diskFull;
        set => _diskFull = value;
    }

    public bool IsClosing => _closing;

    /// <summary>Something happened that only a restart with its recovery can undo.</summary>
    public bool HasFailed => _failure is not null;

    /// <summary>What an append is answered with; <see cref="AppendStatus.Appended"/> when it may go on.</summary>
    public AppendStatus Admission =>
        _failure is not null || _closing ? AppendStatus.NotAvailable
        : _diskFull ? AppendStatus.DiskFull
        : AppendStatus.Appended;

    /// <summary>Stops appends for good. The first reason is kept; later ones usually follow from it.</summary>
    /// <returns>False when the store had failed before.</returns>
    public bool Fail(string reason) => Interlocked.CompareExchange(ref _failure, reason, null) is null;

    public void Close() => _closing = true;

    /// <summary>For people: the state in a few words.</summary>
    public string Describe() =>
        _failure is { } failure ? $"stopped: {failure}"
        : _closing ? "closing"
        : _diskFull ? "disk full"
        : "available";
}
