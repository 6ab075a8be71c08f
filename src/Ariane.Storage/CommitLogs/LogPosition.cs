namespace Ariane.Storage.CommitLogs;

/// <summary>A place in the log and the store time of the last record before it.</summary>
internal readonly record struct LogPosition(long Offset, long Timestamp);
