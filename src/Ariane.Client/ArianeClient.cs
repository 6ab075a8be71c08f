using Ariane.Client.Administration;
using Ariane.Client.Connections;
using Ariane.Client.Consuming;
using Ariane.Client.Groups;
using Ariane.Client.Messages;
using Ariane.Client.Offsets;
using Ariane.Client.Producing;
using Ariane.Client.Pulling;
using Ariane.Client.Routes;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Client;

/// <summary>
/// The connection of an application to a cluster of Ariane or Apache RocketMQ brokers: makes producers and consumers,
/// which share its connections, routes and heartbeats. Safe for concurrent use.
/// </summary>
/// <remarks>Nothing is connected before it is needed. Disposing also stops what was made by the client.</remarks>
public sealed class ArianeClient : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(1);

    private readonly RemotingClient _remoting;
    private readonly ReconnectWatch _reconnects;
    private readonly ClientParts _parts;
    private readonly BackgroundLoop _routeRefresh;
    private readonly BackgroundLoop _heartbeat;
    private readonly Lock _gate = new();

    // Guarded by _gate; null once the client is disposed.
    private List<IAsyncDisposable>? _children = [];

    /// <summary>Makes a client.</summary>
    /// <param name="options">Where the cluster is.</param>
    /// <param name="loggerFactory">Null logs nothing.</param>
    /// <param name="connector">
    /// Opens connections; null opens TCP connections. A loopback network reaches brokers in this process.
    /// </param>
    /// <param name="time">Null takes the system's.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    public ArianeClient(
        ArianeClientOptions options,
        ILoggerFactory? loggerFactory = null,
        IConnector? connector = null,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        time ??= TimeProvider.System;
        ILogger logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ArianeClient>();
        var groups = new GroupTable();
        _reconnects = new ReconnectWatch(connector ?? new SocketConnector(options.ConnectTimeout), AnnounceGroups);
        _remoting = new RemotingClient(
            _reconnects,
            new RequestTableBuilder().Map(new ConsumerIdsChangedHandler(groups)).Build(),
            new RemotingOptions { MaxFrameBytes = options.MaxFrameBytes },
            time,
            logger);
        _remoting.ConnectionClosed += OnConnectionClosed;

        _parts = Compose(options, groups, time, logger);
        _routeRefresh = new BackgroundLoop(
            "route refresh", options.RouteRefreshInterval, _parts.Routes.RefreshAllAsync, time, logger);
        _heartbeat = new BackgroundLoop(
            "heartbeats", options.HeartbeatInterval, _parts.Heartbeats.SendAsync, time, logger);

        Topics = new TopicAdministration(_parts.Calls, _parts.NameServers, _parts.Routes);
        Groups = new GroupAdministration(_parts.Calls, _parts.NameServers);
        Messages = new MessageQueries(_parts.Calls, _parts.Routes);
        Offsets = new QueueOffsets(_parts.Calls, _parts.Routes);
    }

    /// <summary>What brokers know this client by.</summary>
    public string ClientId => _parts.Identity.Id;

    /// <summary>Creates, deletes and lists topics.</summary>
    public TopicAdministration Topics { get; }

    /// <summary>Creates and deletes consumer groups.</summary>
    public GroupAdministration Groups { get; }

    /// <summary>Finds stored messages by key or id.</summary>
    public MessageQueries Messages { get; }

    /// <summary>Asks for the offsets of queues.</summary>
    public QueueOffsets Offsets { get; }

    /// <summary>Starts a producer.</summary>
    /// <param name="options">How it sends.</param>
    /// <param name="topics">Topics whose routes are fetched now rather than by the first send.</param>
    /// <param name="cancellationToken">Ends the waiting for routes.</param>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The client has a producer of the group already.</exception>
    public async Task<Producer> StartProducerAsync(
        ProducerOptions options, IReadOnlyList<string>? topics = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var producer = new Producer(options, _parts);
        _parts.Groups.AddProducer(options.Group, producer);
        return await StartAsync(producer, PrepareAsync).ConfigureAwait(false);

        async Task PrepareAsync()
        {
            foreach (string topic in topics ?? [])
            {
                await _parts.Routes.FindAsync(topic, cancellationToken).ConfigureAwait(false);
            }

            await _parts.Heartbeats.SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a consumer whose handler gets one message at a time.</summary>
    /// <returns>The consumer; on return it has joined the group and got its first queues.</returns>
    /// <exception cref="ArgumentException">An option is outside its range.</exception>
    /// <exception cref="InvalidOperationException">The client has a consumer of the group already.</exception>
    /// <exception cref="ArianeClientException">
    /// No name server answers, or the broker refuses a subscription.
    /// </exception>
    public Task<PushConsumer> StartPushConsumerAsync(
        PushConsumerOptions options, MessageHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        return StartBatchPushConsumerAsync(
            options with { BatchSize = 1 }, (messages, stopping) => handler(messages[0], stopping), cancellationToken);
    }

    /// <inheritdoc cref="StartPushConsumerAsync"/>
    /// <summary>
    /// Starts a consumer whose handler gets up to <see cref="PushConsumerOptions.BatchSize"/> messages at a time.
    /// </summary>
    public async Task<PushConsumer> StartBatchPushConsumerAsync(
        PushConsumerOptions options, MessageBatchHandler handler, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        options.Validate();
        var consumer = new PushConsumer(options, handler, _parts, _heartbeat.Wake);
        _parts.Groups.AddConsumer(consumer);
        return await StartAsync(consumer, () => consumer.StartAsync(cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Makes a consumer that fetches only when told to. It takes no part in sharing out queues.</summary>
    /// <param name="group">The group whose offsets it reads and commits.</param>
    /// <exception cref="ArgumentException">It is not a name a group can have.</exception>
    public PullConsumer CreatePullConsumer(string group)
    {
        NameRules.RequireGroup(group, nameof(group));
        return new PullConsumer(group, _parts);
    }

    /// <summary>Stops what was made by the client, leaves all groups and closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        List<IAsyncDisposable>? children;
        lock (_gate) (children, _children) = (_children, null);
        if (children is null) return;

        foreach (IAsyncDisposable child in children) await child.DisposeAsync().ConfigureAwait(false);
        await _heartbeat.DisposeAsync().ConfigureAwait(false);
        await _routeRefresh.DisposeAsync().ConfigureAwait(false);
        _remoting.ConnectionClosed -= OnConnectionClosed;
        await _remoting.DisposeAsync().ConfigureAwait(false);
    }

    private ClientParts Compose(ArianeClientOptions options, GroupTable groups, TimeProvider time, ILogger logger)
    {
        var identity = new ClientIdentity(options.ClientAddress, options.InstanceName);
        var calls = new RemoteCalls(_remoting, options.CallTimeout);
        var nameServers = new NameServers(options.NameServers, calls, time);
        var routes = new RouteTable(nameServers, logger);
        var heartbeats = new Heartbeats(identity.Id, groups, routes, calls, logger);
        return new ClientParts(
            identity, calls, nameServers, routes, groups, heartbeats, new UniqueIdGenerator(time), time, logger);
    }

    private async Task<TChild> StartAsync<TChild>(TChild child, Func<Task> start)
        where TChild : class, IAsyncDisposable
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_children is null, this);
            _children.Add(child);
        }

        try
        {
            await start().ConfigureAwait(false);
            return child;
        }
        catch
        {
            lock (_gate) _children?.Remove(child);
            await child.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The broker forgets a client whose connection closed: it must hear of the groups again, on a new one. That is
    // tried soon; if it is too soon, whatever reaches the broker first leads to it (see AnnounceGroups).
    private void OnConnectionClosed(string address, RemotingConnection connection)
    {
        ConnectionLog.ConnectionClosed(_parts.Logger, address);
        _reconnects.Lost(address);
        if (!_parts.Groups.IsEmpty) _heartbeat.WakeAfter(ReconnectDelay);
    }

    // Until then the other members of a group would consume this one's queues as well.
    private void AnnounceGroups()
    {
        if (!_parts.Groups.IsEmpty) _heartbeat.Wake();
    }
}
