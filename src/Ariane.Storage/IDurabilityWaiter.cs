namespace Ariane.Storage;

/// <summary>Told once when the log up to an offset is on disk.</summary>
/// <remarks>
/// On the flushing thread and in log order, between begin and end of <see cref="IDurabilityBatch"/>; a timeout comes on a
/// thread of its own. Must not block and must not throw.
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

/// <summary>Brackets what one flush completes, so that the answers can leave together. Called on the flushing thread.</summary>
public interface IDurabilityBatch
{
    void OnBatchBegin();

    void OnBatchEnd();
}
