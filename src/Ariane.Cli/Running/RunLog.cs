using Microsoft.Extensions.Logging;

namespace Ariane.Cli.Running;

/// <summary>What the log says of the process: events 1000 to 1019.</summary>
internal static partial class RunLog
{
    [LoggerMessage(1000, LogLevel.Information, "Accepted and without effect here: {Keys}")]
    public static partial void WithoutEffect(ILogger logger, string keys);

    [LoggerMessage(1001, LogLevel.Information, "Stopping; a second signal ends the process at once")]
    public static partial void Stopping(ILogger logger);

    [LoggerMessage(1002, LogLevel.Information, "Stopped")]
    public static partial void Stopped(ILogger logger);
}
