using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Retention;

/// <summary>What retention tells operators. Ids 2080 to 2089.</summary>
internal static partial class RetentionEvents
{
    [LoggerMessage(2080, LogLevel.Information,
        "Deleting {Segment}; before its time, because the disk is full: {Forced}.")]
    public static partial void SegmentExpired(ILogger logger, string segment, bool forced);

    [LoggerMessage(2081, LogLevel.Error, "Cannot delete {Segment}; delete it by hand, oldest segments first.")]
    public static partial void DeleteFailed(ILogger logger, string segment, Exception exception);

    [LoggerMessage(2082, LogLevel.Error,
        "The disk is {Used:P0} full: messages are refused. "
        + "Free space, shorten fileReservedTime or raise diskSpaceWarningLevelRatio.")]
    public static partial void DiskFull(ILogger logger, double used);

    [LoggerMessage(2083, LogLevel.Information, "The disk is {Used:P0} full: messages are accepted again.")]
    public static partial void DiskHasSpace(ILogger logger, double used);

    [LoggerMessage(2084, LogLevel.Error, "A run of retention failed; the next one tries again.")]
    public static partial void RunFailed(ILogger logger, Exception exception);
}
