namespace Ariane.Broker.Clients;

/// <summary>The groups of one connection, and how much its heartbeats made the broker keep. Thread-safe.</summary>
internal sealed class Memberships(ClientOptions options)
{
    private readonly Lock _gate = new();

    // Guarded by _gate: characters by group.
    private readonly Dictionary<(string Group, bool IsConsumer), long> _groups = [];
    private long _characters;  // Guarded by _gate.

    /// <summary>Enters a group or changes what is kept for it; false when that would be too many or too much.</summary>
    /// <param name="characters">What is kept; null for as much as before.</param>
    public bool TryPut(string group, bool isConsumer, long? characters)
    {
        lock (_gate)
        {
            bool isIn = _groups.TryGetValue((group, isConsumer), out long before);
            if (!isIn && _groups.Count >= options.MaxGroupsPerConnection) return false;

            long now = characters ?? before;
            if (now > before && _characters - before + now > options.MaxCharactersPerConnection) return false;
            _characters += now - before;
            _groups[(group, isConsumer)] = now;
            return true;
        }
    }

    public void Remove(string group, bool isConsumer)
    {
        lock (_gate)
        {
            if (_groups.Remove((group, isConsumer), out long characters)) _characters -= characters;
        }
    }

    public List<(string Group, bool IsConsumer)> Copy()
    {
        lock (_gate) return [.. _groups.Keys];
    }
}
