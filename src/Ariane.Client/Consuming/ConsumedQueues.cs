using Ariane.Client.Offsets;
using Ariane.Client.Rebalancing;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Consuming;

/// <summary>The queues that one consumer consumes at the moment, and their offsets. Safe for concurrent use.</summary>
internal sealed class ConsumedQueues(ConsumerParts parts, IOffsetStore store, StartOffsets starts) : IDisposable
{
    // Changing the set and committing exclude each other: a late commit would undo the next owner's progress.
    private readonly SemaphoreSlim _turn = new(1);

    // Replaced as a whole, under _turn; read at any time.
    private volatile QueueConsumption[] _queues = [];

    public IReadOnlyList<MessageQueue> List() => Array.ConvertAll(_queues, static queue => queue.Queue);

    /// <summary>Makes the queues of one topic exactly those assigned.</summary>
    /// <returns>False when one of them could not be started yet.</returns>
    public async Task<bool> ReplaceAsync(
        SubscribedTopic topic, IReadOnlyList<MessageQueue> assigned, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var wanted = new HashSet<MessageQueue>(assigned);
            bool IsUnwanted(QueueConsumption queue) => queue.Queue.Topic == topic.Name && !wanted.Contains(queue.Queue);
            await StopAsync(IsUnwanted, cancellationToken).ConfigureAwait(false);
            await RestartAsync(topic, cancellationToken).ConfigureAwait(false);

            wanted.ExceptWith(_queues.Select(static queue => queue.Queue));
            foreach (MessageQueue queue in wanted) await TryStartAsync(queue, topic, cancellationToken)
                .ConfigureAwait(false);
            return wanted.IsSubsetOf(_queues.Select(static queue => queue.Queue));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stores how far every queue is, where that changed.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CommitAsync(_queues, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Stops fetching and handing out from all queues. Their offsets are still there to be committed.
    /// </summary>
    public Task StopAllAsync() => Task.WhenAll(_queues.Select(static queue => queue.DisposeAsync().AsTask()));

    public void Dispose() => _turn.Dispose();

    private async Task StopAsync(Predicate<QueueConsumption> unwanted, CancellationToken cancellationToken)
    {
        QueueConsumption[] stopped = Array.FindAll(_queues, unwanted);
        if (stopped.Length == 0) return;

        _queues = Array.FindAll(_queues, queue => !unwanted(queue));
        foreach (QueueConsumption queue in stopped) await queue.DisposeAsync().ConfigureAwait(false);
        await CommitAsync(stopped, cancellationToken).ConfigureAwait(false);
        foreach (QueueConsumption queue in stopped)
        {
            RebalanceLog.QueueStopped(parts.Logger, parts.Options.Group, queue.Queue, queue.Progress.Offset);
        }
    }

    // Queues whose offset the broker refused go on where it said.
    private async Task RestartAsync(SubscribedTopic topic, CancellationToken cancellationToken)
    {
        QueueConsumption[] current = _queues;
        for (int index = 0; index < current.Length; index++)
        {
            QueueConsumption old = current[index];
            if (old.Queue.Topic != topic.Name || old.RestartAt is not { } offset) continue;

            await old.DisposeAsync().ConfigureAwait(false);
            await store.CommitAsync([new QueueOffset(old.Queue, offset)], cancellationToken).ConfigureAwait(false);
            current = [.. current];
            current[index] = Start(old.Queue, offset, topic);
            _queues = current;
        }
    }

    private async Task TryStartAsync(MessageQueue queue, SubscribedTopic topic, CancellationToken cancellationToken)
    {
        try
        {
            long offset = await starts.FindAsync(queue, cancellationToken).ConfigureAwait(false);
            _queues = [.. _queues, Start(queue, offset, topic)];
        }
        catch (ArianeClientException exception)
        {
            RebalanceLog.StartUnknown(parts.Logger, parts.Options.Group, queue, exception);
        }
    }

    private QueueConsumption Start(MessageQueue queue, long offset, SubscribedTopic topic)
    {
        RebalanceLog.QueueStarted(parts.Logger, parts.Options.Group, queue, offset);
        return new QueueConsumption(queue, offset, topic, parts);
    }

    private async Task CommitAsync(QueueConsumption[] queues, CancellationToken cancellationToken)
    {
        var changed = new List<QueueOffset>();
        foreach (QueueConsumption queue in queues)
        {
            // The broker refused this one's offset: what it is replaced by is committed then.
            if (queue.RestartAt is not null) continue;
            QueueOffset progress = queue.Progress;
            if (progress.Offset != queue.Committed) changed.Add(progress);
        }

        if (changed.Count == 0) return;
        foreach (QueueOffset stored in await store.CommitAsync(changed, cancellationToken).ConfigureAwait(false))
        {
            if (Array.Find(queues, queue => queue.Queue == stored.Queue) is { } queue) queue.Committed = stored.Offset;
        }
    }
}
