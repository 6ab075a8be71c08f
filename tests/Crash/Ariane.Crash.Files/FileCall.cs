namespace Ariane.Crash.Files;

/// <summary>The calls of <see cref="MemoryFiles"/> that change something, and so can fail or be the last.</summary>
public enum FileCall
{
    /// <summary>
    /// No call at all: a moment between two of them, which whoever drives a store may name with Pause.
    /// </summary>
    Pause,

    Create,
    SetLength,
    Reserve,
    Clear,
    Write,
    Flush,
    Delete,
    Move,
    CreateDirectory,
    SyncDirectory,
}
