using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ariane.Hostile.Fuzzing;

/// <summary>Keeps what servers log as errors: a client must not be able to cause one. Thread-safe.</summary>
public sealed class ErrorLog : ILoggerFactory
{
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>Takes out everything that was logged since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_errors.TryDequeue(out string? error)) taken.Add(error);
        return taken;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(_errors);

    public void AddProvider(ILoggerProvider provider)
    {
        // There is no other place where this log could go.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Logger(ConcurrentQueue<string> errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Enqueue($"[{eventId.Id}] {formatter(state, exception)} {exception}");
        }
    }
}
