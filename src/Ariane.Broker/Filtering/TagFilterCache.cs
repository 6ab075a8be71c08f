using System.Collections.Concurrent;

namespace Ariane.Broker.Filtering;

/// <summary>Filters of the expressions that pulls carry themselves, read once. Safe for concurrent use.</summary>
internal sealed class TagFilterCache
{
    // Beyond this, expressions are read each time: a peer that keeps inventing new ones costs itself, not the memory.
    private const int MaxKept = 4096;

    // The same for long ones: a header takes some hundred thousand characters.
    private const int MaxKeptLength = 256;

    private readonly ConcurrentDictionary<string, TagFilter?> _filters = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>How many are kept.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>As <see cref="TagFilter.TryParse"/>.</summary>
    public bool TryGet(string? expression, out TagFilter? filter)
    {
        filter = null;
        if (string.IsNullOrEmpty(expression) || _filters.TryGetValue(expression, out filter)) return true;
        if (!TagFilter.TryParse(expression, out filter)) return false;
        bool isKept = expression.Length <= MaxKeptLength
            && Volatile.Read(ref _count) < MaxKept
            && _filters.TryAdd(expression, filter);
        if (isKept) Interlocked.Increment(ref _count);
        return true;
    }
}
