using System.Globalization;

namespace Ariane.Hostile.Attacks;

/// <summary>What an attack has done so far, also when it is cut short. Thread-safe.</summary>
public sealed class AttackReport
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = [];  // Guarded by _gate; in order of first mention.

    public void Add(string what, int count = 1)
    {
        lock (_gate) _counts[what] = _counts.GetValueOrDefault(what) + count;
    }

    public int this[string what]
    {
        get
        {
            lock (_gate) return _counts.GetValueOrDefault(what);
        }
    }

    /// <summary>Empty when nothing was done.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join(
                ", ",
                _counts.Select(static entry =>
                    string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}")));
        }
    }
}
