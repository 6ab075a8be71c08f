namespace Ariane.Storage;

/// <summary>How far the index reaches.</summary>
public readonly record struct KeyQueryResult(long LastUpdateTimestamp, long LastUpdateLogOffset);
