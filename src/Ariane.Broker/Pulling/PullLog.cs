using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Pulling;

/// <summary>What is logged of pulls: ids 3401 to 3499.</summary>
internal static partial class PullLog
{
    [LoggerMessage(3401, LogLevel.Error, "Answering a pull that waited for {Topic} queue {QueueId} failed")]
    public static partial void ResumeFailed(ILogger logger, string topic, int queueId, Exception exception);
}
