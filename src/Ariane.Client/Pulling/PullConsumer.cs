using Ariane.Client.Consuming;
using Ariane.Client.Offsets;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Pulling;

/// <summary>
/// Fetches messages of queues that the application chooses, and keeps a group's offsets. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Made by <see cref="ArianeClient.CreatePullConsumer"/>. All methods throw an <see cref="ArianeClientException"/> when
/// the broker cannot be found, refuses, or is silent.
/// </remarks>
public sealed class PullConsumer
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly MessagePuller _puller;
    private readonly BrokerOffsetStore _store;
    private readonly RouteTable _routes;

    internal PullConsumer(string group, ClientParts client)
    {
        Group = group;
        _routes = client.Routes;
        _puller = new MessagePuller(client.Calls, client.Routes);
        _store = new BrokerOffsetStore(group, client.Calls, client.Routes, client.Logger);
    }

    /// <summary>The group whose offsets are read and committed.</summary>
    public string Group { get; }

    /// <summary>The queues of a topic; empty when it does not exist.</summary>
    public async ValueTask<IReadOnlyList<MessageQueue>> GetQueuesAsync(
        string topic, CancellationToken cancellationToken = default)
    {
        TopicRouteView? route = await _routes.FindAsync(topic, cancellationToken).ConfigureAwait(false);
        return Array.AsReadOnly(route?.ReadQueues ?? []);
    }

    /// <summary>Fetches messages of one queue.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="offset">
    /// The first offset wanted. One outside the queue leads to <see cref="PullStatus.OffsetIllegal"/>.
    /// </param>
    /// <param name="options">How many messages, which, and how long to wait for them; null takes the defaults.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<PullResult> PullAsync(
        MessageQueue queue, long offset, PullOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        options ??= PullOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxMessages, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Wait, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Wait, LongestWait);
        var task = new PullTask(Group, queue, offset, options.MaxMessages)
        {
            Wait = options.Wait,
            Filter = options.FilterOf(queue.Topic),
            SendsFilter = true,
        };
        return _puller.PullAsync(task, cancellationToken);
    }

    /// <summary>How far the group is in a queue; null when it has committed no offset there.</summary>
    public ValueTask<long?> GetCommittedAsync(MessageQueue queue, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return _store.ReadAsync(queue, cancellationToken);
    }

    /// <summary>Stores how far the group is in a queue: the offset of the next message it wants.</summary>
    public Task CommitAsync(MessageQueue queue, long offset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _store.CommitAsync(new QueueOffset(queue, offset), cancellationToken);
    }
}
