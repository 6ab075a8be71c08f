namespace Ariane.Storage.CommitLogs;

/// <summary>
/// Bytes of the log and the lease that keeps them mapped. Dispose it exactly once; never copy it after that.
/// </summary>
/// <remarks>
/// Not a ref struct, so that pooled results can hold many. A default slice is empty and may be disposed.
/// </remarks>
internal readonly struct LogSlice : IDisposable
{
    private readonly LogSegment? _segment;
    private readonly int _position;

    /// <summary>Takes over a lease that the caller holds on <paramref name="segment"/>.</summary>
    public LogSlice(LogSegment segment, int position, int bytes)
    {
        _segment = segment;
        _position = position;
        Bytes = bytes;
    }

    /// <summary>Where the slice begins in the log.</summary>
    public long LogOffset => _segment is null ? 0 : _segment.BaseOffset + _position;

    public int Bytes { get; }

    /// <summary>Must not be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span => _segment is null ? default : _segment.GetSpan(_position, Bytes);

    public void Dispose() => _segment?.Return();
}
