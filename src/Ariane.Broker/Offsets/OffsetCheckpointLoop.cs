namespace Ariane.Broker.Offsets;

/// <summary>Writes changed consumer offsets to disk every <see cref="OffsetOptions.CheckpointInterval"/>.</summary>
/// <remarks>A failed write is logged where it fails; the offsets stay changed and the next tick tries again.</remarks>
internal sealed class OffsetCheckpointLoop(ConsumerOffsets offsets, OffsetOptions options, TimeProvider time)
{
    /// <summary>Runs until cancelled. The last checkpoint is the stopping broker's own.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CheckpointInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await offsets.CheckpointAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The broker stops.
        }
    }
}
