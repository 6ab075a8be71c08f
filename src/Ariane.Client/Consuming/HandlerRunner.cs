using Ariane.Client.Connections;
using Ariane.Client.Messages;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Consuming;

/// <summary>
/// Runs the handler of one consumer on batches from all its queues, so many at a time, and sees to what it fails on.
/// Safe for concurrent use.
/// </summary>
internal sealed class HandlerRunner : IDisposable
{
    private readonly PushConsumerOptions _options;
    private readonly MessageBatchHandler _handler;
    private readonly SendBack _sendBack;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _givingUp = new();
    private readonly Signal _idle = new();
    private int _running;

    public HandlerRunner(
        PushConsumerOptions options, MessageBatchHandler handler, SendBack sendBack, TimeProvider time, ILogger logger)
    {
        _options = options;
        _handler = handler;
        _sendBack = sendBack;
        _time = time;
        _logger = logger;
        _slots = new SemaphoreSlim(options.Concurrency);
    }

    /// <summary>Waits for a free place, then lets the handler run on the batch without waiting for it.</summary>
    public async ValueTask StartAsync(ConsumeBatch batch, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        Interlocked.Increment(ref _running);
        // Never on the queue's own loop: a handler that blocks would hold up the others.
        ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
    }

    /// <summary>Handles one batch. Never throws.</summary>
    public async Task RunAsync(ConsumeBatch batch)
    {
        try
        {
            ConsumeResult result = await HandleAsync(batch).ConfigureAwait(false);
            int handled = result.HandledOf(batch.Messages.Length);
            for (int index = 0; index < handled; index++) batch.Finish(index);
            for (int index = handled; index < batch.Messages.Length; index++)
            {
                await FailAsync(batch, index, result.DelayLevel).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            // The outer edge: the messages stay unfinished, so the queue's offset does not pass them.
            ConsumerLog.SettlingFailed(_logger, _options.Group, exception);
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0) _idle.Set();
        }
    }

    /// <summary>
    /// Waits until no handler runs; when that takes too long, tells the handlers to give up and waits no longer.
    /// </summary>
    public async Task DrainAsync(TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout, _time);
        try
        {
            while (Volatile.Read(ref _running) > 0) await _idle.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            ConsumerLog.HandlersStillRunning(_logger, _options.Group, Volatile.Read(ref _running));
        }

        await _givingUp.CancelAsync().ConfigureAwait(false);
    }

    // The semaphore has no wait handle and the token's source no timer: leaving them to handlers that overran is safe.
    public void Dispose()
    {
        if (Volatile.Read(ref _running) > 0) return;
        _slots.Dispose();
        _givingUp.Dispose();
    }

    private async ValueTask<ConsumeResult> HandleAsync(ConsumeBatch batch)
    {
        try
        {
            return await _handler(batch.Messages, _givingUp.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Whatever an application's handler throws means the same: not handled.
            ConsumerLog.HandlerFailed(_logger, _options.Group, batch.Messages[0].MessageId, exception);
            return ConsumeResult.RetryLater;
        }
        finally
        {
            _slots.Release();
        }
    }

    private async ValueTask FailAsync(ConsumeBatch batch, int index, int delayLevel)
    {
        ReceivedMessage message = batch.Messages[index];
        if (_options.Mode == ConsumeMode.Broadcasting)
        {
            // Every member has its own copy and there is no retry topic: skipping it is what broadcasting means.
            ConsumerLog.BroadcastSkipped(_logger, _options.Group, message.MessageId);
            batch.Finish(index);
            return;
        }

        // A queue that is someone else's by now delivers the message there. Once begun, giving it back is carried
        // through even so: the broker may have it already.
        if (batch.Queue.Stopping.IsCancellationRequested) return;
        if (await _sendBack.TryAsync(message, delayLevel, _givingUp.Token).ConfigureAwait(false)) batch.Finish(index);
        else _ = HandleAgainAsync(batch.Only(index));
    }

    // Bounded by what the queue buffers: the message counts there until it is finished.
    private async Task HandleAgainAsync(ConsumeBatch batch)
    {
        try
        {
            await Task.Delay(_options.LocalRetryDelay, _time, batch.Queue.Stopping).ConfigureAwait(false);
            batch.Messages[0].ReconsumeTimes++;
            await StartAsync(batch, batch.Queue.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The queue stopped: whoever gets it next starts before this message.
        }
    }
}
