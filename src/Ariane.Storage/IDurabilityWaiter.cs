namespace Ariane.Storage;

/// <summary>Told once when the log up to an offset is on disk.</summary>
/// <remarks>
/// In log order and by one thread at a time; a timeout comes on a thread of its own. Must not block and must not throw.
/// </remarks>
public interface IDurabilityWaiter
{
    void OnDurable(DurabilityOutcome outcome);
}

/// <summary>What became of a wait for the disk.</summary>
public enum DurabilityOutcome
{
    Durable,

    /// <summary>syncFlushTimeout passed; the message is in the log and may become durable later.</summary>
    TimedOut,

    /// <summary>The flush failed and the store has stopped, or is closing.</summary>
    Failed,
}
