using System.Globalization;

namespace Ariane.Soak.Judging;

/// <summary>What is wrong. Keeps the first of each kind and counts all. Safe for concurrent use.</summary>
internal sealed class Findings(TimeProvider time)
{
    private const int MostOfAKind = 5;

    private readonly long _started = time.GetTimestamp();
    private readonly Lock _gate = new();
    private readonly List<string> _texts = [];      // Guarded by _gate, as the next one.
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public void Add(string kind, string text)
    {
        lock (_gate)
        {
            int count = _counts.GetValueOrDefault(kind) + 1;
            _counts[kind] = count;
            if (count > MostOfAKind) return;
            string at = time.GetElapsedTime(_started).ToString(@"hh\:mm\:ss\.f", CultureInfo.InvariantCulture);
            _texts.Add($"{at} {kind}: {text}");
        }
    }

    public int CountOf(string kind)
    {
        lock (_gate) return _counts.GetValueOrDefault(kind);
    }

    public IReadOnlyList<string> List()
    {
        lock (_gate) return [.. _texts];
    }
}
