using System.Collections.Concurrent;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Reading;

/// <summary>Read results to use again: reading often then allocates nothing. Safe for concurrent use.</summary>
/// <remarks>Whoever rents one gives it back, released, before the request's handling ends.</remarks>
internal sealed class ReadResultPool
{
    private const int MaxKept = 64;

    private readonly ConcurrentQueue<ReadResult> _kept = new();
    private ReadResult? _first;
    private int _keptCount;

    public ReadResult Rent()
    {
        ReadResult? result = Interlocked.Exchange(ref _first, null);
        if (result is not null) return result;
        if (!_kept.TryDequeue(out result)) return new ReadResult();
        Interlocked.Decrement(ref _keptCount);
        return result;
    }

    /// <summary>Releases the result's leases and keeps it for the next reader.</summary>
    public void Return(ReadResult result)
    {
        result.Release();
        if (Interlocked.CompareExchange(ref _first, result, null) is null) return;
        if (Interlocked.Increment(ref _keptCount) <= MaxKept) _kept.Enqueue(result);
        else Interlocked.Decrement(ref _keptCount);
    }
}
