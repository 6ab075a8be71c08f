using Microsoft.Extensions.Logging;

namespace Ariane.Cli.Logging;

/// <summary>Writes each event as one line to standard error: time, level, category, message.</summary>
/// <remarks>Called concurrently; lines never mix. A log that cannot be written is nobody's failure.</remarks>
internal sealed class StderrLoggerProvider(LogLevel level, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly TextWriter _output = Console.Error;

    public ILogger CreateLogger(string categoryName) =>
        new StderrLogger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
        // Standard error is not ours to close.
    }

    private void Write(string line)
    {
        try
        {
            lock (_gate) _output.WriteLine(line);
        }
        catch (IOException)
        {
            // Whoever read the log is gone; the server is not.
        }
    }

    private sealed class StderrLogger(StderrLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= provider.Level && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;

            provider.Write(LogLine.Format(
                provider.Time.GetUtcNow(), logLevel, category, eventId.Id, formatter(state, exception), exception));
        }
    }

    private LogLevel Level { get; } = level;

    private TimeProvider Time { get; } = time;
}
