using Microsoft.Extensions.Logging;

namespace Ariane.Client.Routes;

/// <summary>Messages about routes: 6020–6039.</summary>
internal static partial class RouteLog
{
    [LoggerMessage(
        6020,
        LogLevel.Information,
        "The route of {Topic} has {SendQueues} queues to send to and {ReadQueues} to read.")]
    public static partial void RouteChanged(ILogger logger, string topic, int sendQueues, int readQueues);

    [LoggerMessage(6021, LogLevel.Warning, "The route of {Topic} could not be refreshed; the known one stays in use.")]
    public static partial void RefreshFailed(ILogger logger, string topic, Exception exception);
}
