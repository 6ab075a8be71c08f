using Ariane.Protocol.Bodies;

namespace Ariane.Client.Offsets;

/// <summary>Where a group keeps how far it is. Called from any thread, but not concurrently for one queue.</summary>
internal interface IOffsetStore
{
    /// <summary>The stored offset; null when the group has none in the queue.</summary>
    /// <exception cref="ArianeClientException">
    /// It could not be read: that says nothing about whether there is one.
    /// </exception>
    ValueTask<long?> ReadAsync(MessageQueue queue, CancellationToken cancellationToken);

    /// <summary>Stores offsets.</summary>
    /// <returns>Those that are stored now; the others are to be committed again.</returns>
    ValueTask<IReadOnlyList<QueueOffset>> CommitAsync(
        IReadOnlyList<QueueOffset> offsets, CancellationToken cancellationToken);
}
