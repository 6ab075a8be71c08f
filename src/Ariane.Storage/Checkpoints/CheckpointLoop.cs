using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Checkpoints;

/// <summary>Writes the consume queues out at intervals, and the checkpoint that says what is on disk.</summary>
internal sealed class CheckpointLoop : IAsyncDisposable
{
    // It waits for the disk, and the pool has no more threads than there are processors.
    private const TaskCreationOptions OnOwnThread = TaskCreationOptions.LongRunning;

    private readonly CheckpointWriter _checkpoint;
    private readonly CommitLog _log;
    private readonly ConsumeQueueTable _queues;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _lastThorough;

    /// <summary>Starts the loop.</summary>
    public CheckpointLoop(
        CheckpointWriter checkpoint,
        CommitLog log,
        ConsumeQueueTable queues,
        StoreOptions options,
        TimeProvider time,
        ILogger<CheckpointLoop> logger)
    {
        _checkpoint = checkpoint;
        _log = log;
        _queues = queues;
        _options = options;
        _time = time;
        _logger = logger;
        _lastThorough = time.GetTimestamp();
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Ends the loop, without a last write: that is for whoever closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.QueueFlushInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Task.Factory.StartNew(FlushOnce, OnOwnThread);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { /* closing */ }
    }

    private void FlushOnce()
    {
        try
        {
            bool thorough = _time.GetElapsedTime(_lastThorough) >= _options.QueueThoroughFlushInterval;
            if (thorough) _lastThorough = _time.GetTimestamp();
            _queues.Flush(thorough);
            _checkpoint.Write(_log, _queues);
        }
#pragma warning disable CA1031 // The outer edge of the loop, which must not end silently.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Safe to carry on: the queues can be made again from the log, and the checkpoint promises no more than
            // before. A failed flush of the commit log is not like this.
            CheckpointEvents.FlushFailed(_logger, exception);
        }
    }
}
