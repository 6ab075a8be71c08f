using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Ariane.Cli.Logging;

/// <summary>One event as one line of text.</summary>
internal static class LogLine
{
    /// <summary>
    /// Time in UTC, level, category and event id, message, and an exception's type and message; line breaks become
    /// spaces. The stack follows, on the same line, from level Error on and for what is not a plain I/O failure.
    /// </summary>
    public static string Format(
        DateTimeOffset time, LogLevel level, string category, int eventId, string message, Exception? exception)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} "
            + $"{Name(level)} {category}[{eventId}] {message}{Describe(level, exception)}");
        return line.ReplaceLineEndings(" ");
    }

    private static string Describe(LogLevel level, Exception? exception) => exception switch
    {
        null => "",
        _ when level >= LogLevel.Error && exception is not IOException => $": {exception}",
        _ => $": {exception.GetType().Name}: {exception.Message}",
    };

    private static string Name(LogLevel level) => level switch
    {
        LogLevel.Trace => "TRACE",
        LogLevel.Debug => "DEBUG",
        LogLevel.Information => "INFO ",
        LogLevel.Warning => "WARN ",
        LogLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
