using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Reading;

/// <summary>Log messages of reading; ids 2600 to 2649.</summary>
internal static partial class ReadEvents
{
    [LoggerMessage(2600, LogLevel.Error,
        "Message {QueueOffset} of {Topic}-{QueueId} is not delivered: "
        + "its queue points to log offset {LogOffset}, where "
        + "there is something else")]
    public static partial void Corrupt(ILogger logger, long queueOffset, string topic, int queueId, long logOffset);
}
