using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Recovery;

/// <summary>What opening a store tells operators. Ids 2060 to 2079.</summary>
internal static partial class RecoveryEvents
{
    [LoggerMessage(2060, LogLevel.Information, "Opening the store {Root}; it was {State}.")]
    public static partial void Opening(ILogger logger, string root, string state);

    [LoggerMessage(2061, LogLevel.Information, "Checked the log from {From}: it ends at {End}.")]
    public static partial void LogScanned(ILogger logger, long from, long end);

    [LoggerMessage(2062, LogLevel.Information, "Removed {Segment}, which holds nothing of the log.")]
    public static partial void SegmentRemoved(ILogger logger, string segment);

    [LoggerMessage(2063, LogLevel.Warning,
        "The queues reached to log offset {QueueEnd} but the log ends at {LogEnd}; their units behind it are removed.")]
    public static partial void QueuesAhead(ILogger logger, long queueEnd, long logEnd);

    [LoggerMessage(2064, LogLevel.Error,
        "Cannot close the store cleanly; the next start recovers it as after a crash.")]
    public static partial void CloseFailed(ILogger logger, Exception exception);

    [LoggerMessage(2066, LogLevel.Warning,
        "Queue {QueueId} of {Topic} begins at {MinOffset} though the log has all messages: "
        + "all queues are made from it again.")]
    public static partial void QueueLostUnits(ILogger logger, string topic, int queueId, long minOffset);

    [LoggerMessage(2067, LogLevel.Warning,
        "Cannot write the summary of the queues; the next start looks at the files of every queue instead.")]
    public static partial void SummaryFailed(ILogger logger, Exception exception);

    [LoggerMessage(2065, LogLevel.Information, "The store is open: log offsets {Min} to {End}.")]
    public static partial void Opened(ILogger logger, long min, long end);
}
