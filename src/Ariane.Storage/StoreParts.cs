using Ariane.Storage.Availability;
using Ariane.Storage.Checkpoints;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Index;
using Ariane.Storage.Reading;
using Ariane.Storage.Recovery;
using Ariane.Storage.Retention;

namespace Ariane.Storage;

/// <summary>Everything an open store consists of. Made by <see cref="StoreOpening"/>.</summary>
internal sealed record StoreParts
{
    public required StoreLock Lock { get; init; }

    public required AbortMarker Abort { get; init; }

    public required QueueSummaryFile Summary { get; init; }

    public required StoreAvailability Availability { get; init; }

    public required CommitLog Log { get; init; }

    public required SegmentSupply Supply { get; init; }

    public required LogFlusher Flusher { get; init; }

    public required ConsumeQueueTable Queues { get; init; }

    public required IndexFiles? Index { get; init; }

    public required Dispatcher Dispatcher { get; init; }

    public required CheckpointWriter Checkpoint { get; init; }

    public required CheckpointLoop CheckpointLoop { get; init; }

    public required StoreRetention Retention { get; init; }

    public required RetentionLoop RetentionLoop { get; init; }

    public required DiskUsage Disk { get; init; }

    public required QueueReader Reader { get; init; }

    public required TimeSearch TimeSearch { get; init; }

    public required KeyQuery KeyQuery { get; init; }
}
