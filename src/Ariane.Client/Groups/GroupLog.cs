using Microsoft.Extensions.Logging;

namespace Ariane.Client.Groups;

/// <summary>Messages about groups and heartbeats: 6040–6059.</summary>
internal static partial class GroupLog
{
    [LoggerMessage(6040, LogLevel.Warning, "The heartbeat to {Address} failed; the next round repeats it.")]
    public static partial void HeartbeatFailed(ILogger logger, string address, Exception exception);

    [LoggerMessage(6041, LogLevel.Debug, "{Address} could not be told that the client leaves.")]
    public static partial void LeaveFailed(ILogger logger, string address, Exception exception);
}
