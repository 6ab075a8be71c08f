namespace Ariane.Storage.Files;

/// <summary>One entry of a directory.</summary>
public readonly record struct StoreEntry(string Name, bool IsDirectory, long Bytes, DateTimeOffset LastWriteTime);
