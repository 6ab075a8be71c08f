using Microsoft.Extensions.Logging;

namespace Ariane.Crash.Stores;

/// <summary>What happened in a trial, in order: calls of the disk, and what the store logged. Thread-safe.</summary>
/// <remarks>
/// No seed says how threads interleave: a trial that failed may never do so again, and this is left of it.
/// </remarks>
internal sealed class Journal : ILoggerFactory, ILogger
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = []; // Guarded by _gate.

    public void Note(string line)
    {
        lock (_gate) _lines.Add($"{Environment.CurrentManagedThreadId,4} {line}");
    }

    public void SaveTo(string path)
    {
        lock (_gate) File.WriteAllLines(path, _lines);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The journal is the only one.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        Note($"{logLevel}: {formatter(state, exception)} {exception?.Message}");

    public void Dispose() { }
}
