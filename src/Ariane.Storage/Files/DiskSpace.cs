namespace Ariane.Storage.Files;

/// <summary>The space of a partition in bytes; <see cref="UsableBytes"/> is what this process may still take.</summary>
public readonly record struct DiskSpace(long TotalBytes, long UsedBytes, long UsableBytes)
{
    /// <summary>Used share as upstream counts it: used / (used + usable), 0 to 1.</summary>
    public double UsedRatio => UsedBytes + UsableBytes == 0 ? 0 : (double)UsedBytes / (UsedBytes + UsableBytes);
}
