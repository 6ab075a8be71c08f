using System.Globalization;
using Ariane.Storage.Files;

namespace Ariane.Storage.Retention;

/// <summary>How full the partitions of a store are, as shares from 0 to 1; -1 where the system does not tell.</summary>
internal sealed class DiskUsage(IStoreFiles files, StoreOptions options)
{
    /// <summary>The fuller one of the partitions that log and queues are on.</summary>
    public double Highest => Math.Max(CommitLog, Queues);

    public double CommitLog => Measure(StorePaths.CommitLogDirectory(options));

    public double Queues => Measure(StorePaths.ConsumeQueueDirectory(options));

    public double Index => Measure(StorePaths.IndexDirectory(options));

    /// <summary>
    /// Part of a remark that operators know. Source: broker/.../broker/processor/AbstractSendMessageProcessor.java.
    /// </summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"CL: {CommitLog:0.00} CQ: {Queues:0.00} INDEX: {Index:0.00}");

    private double Measure(string directory)
    {
        try
        {
            // Upstream rounds up to whole percents: store/.../store/... UtilAll.getDiskPartitionSpaceUsedPercent.
            return Math.Ceiling(files.GetDiskSpace(directory).UsedRatio * 100) / 100;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}
