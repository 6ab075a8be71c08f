using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Retention;

/// <summary>Runs retention every <see cref="StoreOptions.RetentionInterval"/>.</summary>
internal sealed class RetentionLoop : IAsyncDisposable
{
    private readonly StoreRetention _retention;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Starts the loop.</summary>
    public RetentionLoop(
        StoreRetention retention, StoreOptions options, TimeProvider time, ILogger<RetentionLoop> logger)
    {
        _retention = retention;
        _options = options;
        _time = time;
        _logger = logger;
        _loop = RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
        _retention.DeleteReturned();
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.RetentionInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await RunOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { /* closing */ }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _retention.RunAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The outer edge of the loop, which must not end silently.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            // Nothing is lost: what was to be deleted is still due at the next run.
            RetentionEvents.RunFailed(_logger, exception);
        }
    }
}
