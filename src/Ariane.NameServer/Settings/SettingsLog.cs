using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Settings;

/// <summary>What the log says of settings: events 2220 to 2239.</summary>
internal static partial class SettingsLog
{
    [LoggerMessage(
        2220, LogLevel.Information, "Settings were changed and saved to {Path}; {Ignored} had no valid value")]
    public static partial void Changed(ILogger logger, string path, int ignored);
}
