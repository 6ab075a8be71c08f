namespace Ariane.Crash;

/// <summary>What is wrong, in words; only the first few are kept. Thread-safe.</summary>
public sealed class Findings
{
    private const int Most = 12;

    private readonly Lock _gate = new();
    private readonly List<string> _all = [];

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _all.Count == 0;
        }
    }

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate) return [.. _all];
        }
    }

    public void Add(string finding)
    {
        lock (_gate)
        {
            if (_all.Count < Most) _all.Add(finding);
        }
    }
}
