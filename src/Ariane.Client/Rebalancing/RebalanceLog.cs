using Ariane.Protocol.Bodies;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Rebalancing;

/// <summary>Messages about sharing out queues: 6100–6119.</summary>
internal static partial class RebalanceLog
{
    [LoggerMessage(6100, LogLevel.Warning, "The route of {Topic} is unknown, so its queues stay as they are.")]
    public static partial void RouteUnknown(ILogger logger, string topic, Exception exception);

    [LoggerMessage(6101, LogLevel.Warning, "{Address} did not say who is in {Group}; another broker is asked.")]
    public static partial void MembersUnknown(ILogger logger, string group, string address, Exception exception);

    [LoggerMessage(6102, LogLevel.Information, "{Group} consumes {Queue} from offset {Offset}.")]
    public static partial void QueueStarted(ILogger logger, string group, MessageQueue queue, long offset);

    [LoggerMessage(
        6103,
        LogLevel.Information,
        "{Group} consumes {Queue} no longer; it is handled up to offset {Offset}.")]
    public static partial void QueueStopped(ILogger logger, string group, MessageQueue queue, long offset);

    [LoggerMessage(6104, LogLevel.Warning, "Where {Group} begins in {Queue} is unknown; the next round tries again.")]
    public static partial void StartUnknown(ILogger logger, string group, MessageQueue queue, Exception exception);
}
