using Ariane.Soak.Disturbing;
using Ariane.Soak.Judging;
using Microsoft.Extensions.Logging;

namespace Ariane.Soak;

/// <summary>
/// What a client complains about: a finding, unless the broker restarts at the time. That messages are not stored any
/// more is always one. Safe for concurrent use.
/// </summary>
internal sealed class SoakLog(string client, Window restarts, Findings findings) : ILoggerFactory, ILogger
{
    private const int OffsetIllegal = 6126;

    private volatile bool _isMuted;

    /// <summary>Whatever it says from now on is to be expected.</summary>
    public void Mute() => _isMuted = true;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("It is the provider.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || _isMuted) return;
        if (restarts.IsOpen && eventId.Id != OffsetIllegal) return;
        findings.Add(FindingKinds.Error, $"{client}: {formatter(state, exception)} {exception?.Message}");
    }

    public void Dispose()
    {
        // Nothing to release.
    }
}
