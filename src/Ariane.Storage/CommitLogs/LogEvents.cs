using Microsoft.Extensions.Logging;

namespace Ariane.Storage.CommitLogs;

/// <summary>What the commit log tells operators. Ids 2000 to 2049.</summary>
internal static partial class LogEvents
{
    [LoggerMessage(2000, LogLevel.Warning,
        "Cannot take disk space ahead for {Segment}; the next appends will try again.")]
    public static partial void ReserveFailed(ILogger logger, string segment, Exception exception);

    [LoggerMessage(2001, LogLevel.Warning,
        "Cannot make the log segment at {BaseOffset} ahead; the append that needs it will try again.")]
    public static partial void PrepareFailed(ILogger logger, long baseOffset, Exception exception);

    [LoggerMessage(2002, LogLevel.Error,
        "The log cannot be written at {LogOffset}: messages are refused until it can. "
        + "If the disk is full, free space or shorten "
        + "fileReservedTime.")]
    public static partial void NotWritable(ILogger logger, long logOffset, Exception? exception);

    [LoggerMessage(2003, LogLevel.Information,
        "The log can be written again; messages are accepted from log offset {LogOffset}.")]
    public static partial void Writable(ILogger logger, long logOffset);

    [LoggerMessage(2004, LogLevel.Critical,
        "Flushing the log failed: the store takes no more messages. "
        + "Check the disk, then restart; recovery will say what is kept.")]
    public static partial void FlushFailed(ILogger logger, Exception exception);

    [LoggerMessage(2005, LogLevel.Error, "A durability waiter threw.")]
    public static partial void WaiterFailed(ILogger logger, Exception exception);

    [LoggerMessage(2006, LogLevel.Error,
        "{Segment} is still being read {Seconds} s after the store began to close; "
        + "it stays mapped until the process ends.")]
    public static partial void SegmentStillLeased(ILogger logger, string segment, double seconds);
}
