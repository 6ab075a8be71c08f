using Ariane.Client.Connections;
using Ariane.Client.Groups;
using Ariane.Client.Offsets;
using Ariane.Client.Pulling;
using Ariane.Client.Rebalancing;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;

namespace Ariane.Client.Consuming;

/// <summary>
/// Receives the messages of a group's subscriptions and calls a handler for them, at least once each. Shares the queues
/// of its topics with the group's other members, whatever client they use.
/// </summary>
/// <remarks>Made by <see cref="ArianeClient.StartPushConsumerAsync"/>. Safe for concurrent use.</remarks>
public sealed class PushConsumer : IAsyncDisposable, IConsumerGroup
{
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(1);

    // The broker makes the retry topic when it hears of the group, and the name servers hear of it a little later.
    private const int QuickRetryTopicLookups = 10;

    private readonly PushConsumerOptions _options;
    private readonly ClientParts _client;
    private readonly SubscribedTopic[] _topics;
    private readonly HandlerRunner _runner;
    private readonly QueueAssignment _assignment;
    private readonly ConsumedQueues _queues;
    private readonly TaskCompletionSource _firstRound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BackgroundLoop? _rebalancing;
    private BackgroundLoop? _committing;
    private int _retryTopicLookups;
    private int _disposed;

    internal PushConsumer(PushConsumerOptions options, MessageBatchHandler handler, ClientParts client, Action announce)
    {
        _options = options;
        _client = client;
        DateTimeOffset now = client.Time.GetUtcNow();
        _topics = SubscribedTopic.Of(options, now);
        _assignment = new QueueAssignment(
            options, client.Identity.Id, client.Calls, client.Routes, announce, client.Logger);
        var sendBack = new SendBack(options, client.Calls, client.Routes, client.Logger);
        _runner = new HandlerRunner(options, handler, sendBack, client.Time, client.Logger);

        IOffsetStore store = options.Mode == ConsumeMode.Clustering
            ? new BrokerOffsetStore(options.Group, client.Calls, client.Routes, client.Logger)
            : new LocalOffsetStore(
                options.LocalOffsetFolder ?? LocalOffsetStore.DefaultFolder,
                client.Identity.StableId,
                options.Group,
                client.Logger);
        var starts = new StartOffsets(options, store, new QueueOffsets(client.Calls, client.Routes), now);
        var puller = new MessagePuller(client.Calls, client.Routes);
        var parts = new ConsumerParts(options, puller, _runner, Rebalance, announce, client.Time, client.Logger);
        _queues = new ConsumedQueues(parts, store, starts);
    }

    /// <summary>The consumer group.</summary>
    public string Group => _options.Group;

    /// <summary>The queues that this member of the group consumes at the moment.</summary>
    public IReadOnlyList<MessageQueue> AssignedQueues => _queues.List();

    /// <summary>Stores now how far the group is in this member's queues, instead of at the next interval.</summary>
    public Task CommitAsync(CancellationToken cancellationToken = default) => _queues.CommitAsync(cancellationToken);

    /// <summary>
    /// Stops fetching, waits for running handlers (<see cref="PushConsumerOptions.StopTimeout"/>), commits and leaves
    /// the group.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (_rebalancing is not null) await _rebalancing.DisposeAsync().ConfigureAwait(false);
        if (_committing is not null) await _committing.DisposeAsync().ConfigureAwait(false);
        await _queues.StopAllAsync().ConfigureAwait(false);
        await _runner.DrainAsync(_options.StopTimeout).ConfigureAwait(false);
        await _queues.CommitAsync(CancellationToken.None).ConfigureAwait(false);

        _client.Groups.RemoveConsumer(Group);
        await _client.Heartbeats.LeaveAsync(producerGroup: null, Group, CancellationToken.None).ConfigureAwait(false);
        _runner.Dispose();
        _queues.Dispose();
    }

    ConsumerData IConsumerGroup.Describe() => new(Group)
    {
        MessageModel = _options.Mode == ConsumeMode.Broadcasting ? MessageModel.Broadcasting : MessageModel.Clustering,
        ConsumeFromWhere = _options.ConsumeFrom switch
        {
            ConsumeFrom.FirstOffset => ConsumeFromWhere.FirstOffset,
            ConsumeFrom.Timestamp => ConsumeFromWhere.Timestamp,
            _ => ConsumeFromWhere.LastOffset,
        },
        Subscriptions = Array.ConvertAll(_topics, static topic => topic.ToData()),
    };

    void IConsumerGroup.MembersChanged() => Rebalance();

    /// <summary>
    /// Joins the group and consumes its queues; the first round of sharing them out is done on return.
    /// </summary>
    /// <exception cref="ArianeClientException">
    /// No name server answers, or the broker refuses a subscription.
    /// </exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (SubscribedTopic topic in _topics)
        {
            // A topic that does not exist yet is no mistake: it is looked for again in every round.
            TopicRouteView? route = await _client.Routes.FindAsync(topic.Name, cancellationToken).ConfigureAwait(false);
            if (route is not null && topic.Subscription.NeedsBrokerCheck)
            {
                await CheckAsync(topic, route, cancellationToken).ConfigureAwait(false);
            }
        }

        await _client.Heartbeats.SendAsync(cancellationToken).ConfigureAwait(false);
        _committing = new BackgroundLoop(
            "offset commits", _options.CommitInterval, _queues.CommitAsync, _client.Time, _client.Logger);
        _rebalancing = new BackgroundLoop(
            "rebalancing", _options.RebalanceInterval, RebalanceStepAsync, _client.Time, _client.Logger);
        _rebalancing.Wake();
        await _firstRound.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Rebalance() => _rebalancing?.Wake();

    private async Task RebalanceStepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!await RebalanceAsync(cancellationToken).ConfigureAwait(false)) _rebalancing?.WakeAfter(SoonAgain);
        }
        finally
        {
            _firstRound.TrySetResult();
        }
    }

    // Returns false when another round should follow soon.
    private async Task<bool> RebalanceAsync(CancellationToken cancellationToken)
    {
        bool isBalanced = true;
        foreach (SubscribedTopic topic in _topics)
        {
            if (await _assignment.FindAsync(topic.Name, cancellationToken).ConfigureAwait(false) is { } assigned)
            {
                isBalanced &= await _queues.ReplaceAsync(topic, assigned, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                isBalanced &= topic.IsRetry && ++_retryTopicLookups > QuickRetryTopicLookups;
            }
        }

        return isBalanced;
    }

    private async Task CheckAsync(SubscribedTopic topic, TopicRouteView route, CancellationToken cancellationToken)
    {
        var check = new CheckClientConfig(_client.Identity.Id, Group, topic.ToData());
        ReadOnlyMemory<byte> body = RemoteCalls.Encode(check);
        foreach ((_, string address) in route.OneAddressEach())
        {
            await _client.Calls.CallAsync(address, new CheckClientConfigRequest(), body, cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
