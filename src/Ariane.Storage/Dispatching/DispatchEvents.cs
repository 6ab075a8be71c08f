using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Dispatching;

/// <summary>Log messages of the dispatcher; ids 2500 to 2549.</summary>
internal static partial class DispatchEvents
{
    [LoggerMessage(2500, LogLevel.Error,
        "Dispatching stopped at log offset {LogOffset}; it is tried again every second")]
    public static partial void Interrupted(ILogger logger, long logOffset, Exception exception);

    [LoggerMessage(2501, LogLevel.Information, "Dispatching goes on at log offset {LogOffset}")]
    public static partial void Resumed(ILogger logger, long logOffset);

    [LoggerMessage(2502, LogLevel.Critical,
        "Dispatching stopped for good at log offset {LogOffset}: messages behind it cannot be consumed. {Reason}")]
    public static partial void Failed(ILogger logger, long logOffset, string reason);

    [LoggerMessage(2503, LogLevel.Error, "The arrival listener failed on {Topic}-{QueueId}")]
    public static partial void ListenerFailed(ILogger logger, string topic, int queueId, Exception exception);

    [LoggerMessage(2504, LogLevel.Warning,
        "The log was deleted up to {MinOffset} before it was dispatched beyond {LogOffset}: what lay between is lost")]
    public static partial void Expired(ILogger logger, long logOffset, long minOffset);

    [LoggerMessage(2505, LogLevel.Warning, "All consume queues are made anew from the log at {LogOffset}: {Reason}")]
    public static partial void Rebuilding(ILogger logger, long logOffset, string reason);

    [LoggerMessage(2506, LogLevel.Error,
        "Messages of {Topic} cannot be consumed from here on, as the log does not number them without gaps: {Reason}")]
    public static partial void Excluded(ILogger logger, string topic, string reason);
}
