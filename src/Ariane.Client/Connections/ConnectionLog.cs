using Microsoft.Extensions.Logging;

namespace Ariane.Client.Connections;

/// <summary>Messages about connections and background work: 6000–6019.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(6000, LogLevel.Warning, "A round of {Loop} failed; the next one comes with its period.")]
    public static partial void LoopStepFailed(ILogger logger, string loop, Exception exception);

    [LoggerMessage(6001, LogLevel.Debug, "The connection to {Address} closed.")]
    public static partial void ConnectionClosed(ILogger logger, string address);
}
