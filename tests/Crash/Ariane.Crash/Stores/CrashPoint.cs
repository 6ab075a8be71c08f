using Ariane.Crash.Files;

namespace Ariane.Crash.Stores;

/// <summary>
/// Ends a store's world at one call: takes what survives and what was promised, and fails all calls from then on.
/// </summary>
internal sealed class CrashPoint
{
    private readonly Lock _gate = new();
    private readonly MemoryFiles _files;
    private readonly History _history;
    private readonly Journal _journal;
    private readonly int _call;
    private readonly Func<MemoryFiles, MemoryFiles> _survive;
    private MemoryFiles? _survivor;   // Guarded by _gate.

    public CrashPoint(
        MemoryFiles files, History history, Journal journal, int call, Func<MemoryFiles, MemoryFiles> survive)
    {
        _files = files;
        _history = history;
        _journal = journal;
        _call = call;
        _survive = survive;
        files.Calling = OnCall;
    }

    public Promises Promises { get; private set; }

    /// <summary>The call that was the last, for people.</summary>
    public string Where { get; private set; } = "at the end";

    public bool HasHappened
    {
        get
        {
            lock (_gate) return _survivor is not null;
        }
    }

    /// <summary>What is found after the crash, which comes now if it has not yet.</summary>
    public MemoryFiles Crash()
    {
        lock (_gate)
        {
            if (_survivor is null)
            {
                // Promises first: one that is made while the files are copied need not be kept.
                Promises = _history.Promises;
                _journal.Note($"The crash; promised is {Promises}.");
                _survivor = _survive(_files);
            }

            return _survivor;
        }
    }

    private void OnCall(int number, FileCall call, string path)
    {
        if (!HasHappened) _journal.Note($"{number} {call} {path}");
        if (number < _call && !HasHappened) return;
        if (number == _call) Where = $"at call {number}, {call} {path}";
        Crash();
        throw new IOException("The machine is gone, as the test wants it.");
    }
}
