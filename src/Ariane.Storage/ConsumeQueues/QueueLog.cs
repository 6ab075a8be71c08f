using Microsoft.Extensions.Logging;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>Log messages of the consume queues; ids 2300 to 2349.</summary>
internal static partial class QueueLog
{
    [LoggerMessage(2300, LogLevel.Warning, "{Path} does not belong into a queue's directory and is ignored; delete it")]
    public static partial void ForeignFile(ILogger logger, string path);

    [LoggerMessage(2301, LogLevel.Error,
        "The segment before {Path} is missing: messages of the queue before it cannot be consumed any more")]
    public static partial void MissingSegment(ILogger logger, string path);

    [LoggerMessage(2302, LogLevel.Information,
        "Loaded {Queues} queues; their last message ends at log offset {LogOffset}")]
    public static partial void Loaded(ILogger logger, int queues, long logOffset);

    [LoggerMessage(2303, LogLevel.Warning,
        "Topic {Topic} has a batchconsumequeue, which is not supported: its messages are kept but cannot be consumed")]
    public static partial void BatchTopic(ILogger logger, string topic);

    [LoggerMessage(2304, LogLevel.Information,
        "Took {Queues} queues from the summary of the last stop; their last message ends at log offset {LogOffset}")]
    public static partial void Restored(ILogger logger, int queues, long logOffset);

    [LoggerMessage(2305, LogLevel.Warning, "{Path} has only {Bytes} bytes: its queue is made from the log again")]
    public static partial void CutOff(ILogger logger, string path, long bytes);

    [LoggerMessage(2306, LogLevel.Error,
        "Queue {QueueId} of {Topic} has lost messages that it had on disk: it is made from the log again")]
    public static partial void LostSegment(ILogger logger, string topic, int queueId);
}
