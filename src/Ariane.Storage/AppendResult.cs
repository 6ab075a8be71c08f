namespace Ariane.Storage;

/// <summary>Where a message (of a batch: the first) was put.</summary>
public readonly record struct AppendResult(
    AppendStatus Status, long LogOffset = 0, long EndOffset = 0, long QueueOffset = 0, long StoreTimestamp = 0);
