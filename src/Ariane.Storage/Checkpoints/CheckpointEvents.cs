using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Checkpoints;

/// <summary>What checkpoints tell operators. Ids 2050 to 2059.</summary>
internal static partial class CheckpointEvents
{
    [LoggerMessage(2050, LogLevel.Error,
        "Cannot write the consume queues or the checkpoint to disk; it is tried again. A restart may take longer.")]
    public static partial void FlushFailed(ILogger logger, Exception exception);
}
