using Microsoft.Extensions.Logging;

namespace Ariane.Client.Connections;

/// <summary>
/// Runs one step every period and whenever it is woken, one at a time. A step that fails is logged and tried again.
/// </summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task> _step;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly Signal _signal = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private readonly Task _running;

    /// <param name="step">Runs with a token that is cancelled when the loop is disposed.</param>
    public BackgroundLoop(
        string name, TimeSpan period, Func<CancellationToken, Task> step, TimeProvider time, ILogger logger)
    {
        _name = name;
        _period = period;
        _step = step;
        _logger = logger;
        _timer = time.CreateTimer(static signal => ((Signal)signal!).Set(), _signal, period, period);
        _running = RunAsync(_stopping.Token);
    }

    /// <summary>Runs the step as soon as it is not running.</summary>
    public void Wake() => _signal.Set();

    /// <summary>Runs the step after <paramref name="delay"/> at the latest; the period starts anew then.</summary>
    public void WakeAfter(TimeSpan delay) => _timer.Change(delay, _period);

    /// <summary>Ends the loop and waits for a step that is running.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await _signal.WaitAsync(stopping).ConfigureAwait(false);
                await _step(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The outer edge of a loop: whatever it was, the next round may succeed.
                ConnectionLog.LoopStepFailed(_logger, _name, exception);
            }
        }
    }
}
