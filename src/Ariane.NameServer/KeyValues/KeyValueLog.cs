using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.KeyValues;

/// <summary>What the log says of key-value configuration: events 2200 to 2219.</summary>
internal static partial class KeyValueLog
{
    [LoggerMessage(2200, LogLevel.Debug, "The key-value configuration was saved to {Path}")]
    public static partial void Saved(ILogger logger, string path);

    [LoggerMessage(2201, LogLevel.Warning, "The key-value configuration comes from {Path}, as {Reason}")]
    public static partial void BackupUsed(ILogger logger, string path, string reason);
}
