using System.Buffers;
using Ariane.Broker.Clients;
using Ariane.Broker.Filtering;
using Ariane.Broker.Groups;
using Ariane.Broker.Locking;
using Ariane.Broker.Offsets;
using Ariane.Broker.Persistence;
using Ariane.Broker.Pulling;
using Ariane.Broker.Querying;
using Ariane.Broker.Reading;
using Ariane.Broker.Registration;
using Ariane.Broker.Sending;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Clients;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Storage;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker;

/// <summary>Puts a broker together: the one place that knows all capabilities. Nothing else takes it.</summary>
internal sealed class BrokerParts : IAsyncDisposable
{
    private readonly ConsumerOffsets _offsets;
    private readonly TopicTable _topics;
    private readonly GroupTable _groups;
    private readonly DurabilityGate _durability;

    private BrokerParts(BrokerOptions options, BrokerServices services, MessageStore store)
    {
        TimeProvider time = services.Time;
        ILoggerFactory loggers = services.Loggers;
        Store = store;

        // State.
        _topics = new TopicTable(
            options.ClusterName,
            options.BrokerName,
            options.Topics,
            File<TopicConfigTable>("topics.json", static (table, output) => table.WriteFile(output)),
            time);
        _groups = new GroupTable(
            options.Groups,
            File<SubscriptionGroupTable>("subscriptionGroup.json", static (table, output) => table.WriteFile(output)),
            time);
        _offsets = new ConsumerOffsets(
            options.Offsets,
            File<ConsumerOffsetTable>("consumerOffset.json", static (table, output) => table.WriteFile(output)),
            time);
        var locks = new QueueLocks(options.Clients, time);
        var consumers = new ConsumerGroups(_groups, options.Clients, time);
        var producers = new ProducerGroups(options.Clients, time);
        var clients = new ConnectedClients(consumers, producers, options.Clients);

        // Reading.
        var results = new ReadResultPool();
        var subscriptions = new PullSubscriptions(_groups, consumers, new TagFilterCache());
        var reader = new PullReader(options, store, _topics, _groups, subscriptions);
        ParkedPulls = new ParkedPulls(
            reader, store, results, options.Pulling, time, loggers.CreateLogger<ParkedPulls>());
        store.ArrivalListener = ParkedPulls;

        // Writing.
        var replies = new SendReplies(options.Sending, store);
        _durability = new DurabilityGate(store, replies);
        SendMessageHandler send = Sending();

        // What runs by itself.
        Registration = new NameServerRegistration(
            new RemotingClient(
                services.Connector,
                RequestTable.Empty,
                new RemotingOptions(),
                time,
                loggers.CreateLogger<RemotingClient>()),
            new BrokerIdentity(options, _topics),
            _topics,
            options.Registration,
            time,
            loggers.CreateLogger<NameServerRegistration>());
        _topics.Listener = Registration;
        Checkpoints = new OffsetCheckpointLoop(_offsets, options.Offsets, time);
        ClientExpiry = new ClientExpiryLoop(
            consumers, producers, locks, options.Clients, time, loggers.CreateLogger<ClientExpiryLoop>());

        Table = new RequestTableBuilder()
            .MapSending(send)
            .MapPulling(new PullMessageHandler(reader, ParkedPulls, results, _offsets))
            .MapQuerying(store, results)
            .MapClients(new HeartbeatHandler(_groups, _topics, clients, options.Clients), clients, consumers)
            .MapOffsets(
                _offsets,
                store,
                new UpdateConsumerOffsetHandler(_groups, _topics, _offsets, options.Topics),
                new GetConsumeStatsHandler(options.BrokerName, _topics, consumers, _offsets, store))
            .MapLocking(locks, _topics)
            .MapTopics(
                _topics,
                new CreateTopicHandler(
                    _topics, Registration, options.Topics, loggers.CreateLogger<CreateTopicHandler>()),
                new DeleteTopicHandler(
                    _topics, store, _offsets, ParkedPulls, options.Topics, loggers.CreateLogger<DeleteTopicHandler>()))
            .MapGroups(
                _groups,
                new UpdateGroupHandler(_groups, options.Groups, loggers.CreateLogger<UpdateGroupHandler>()),
                new DeleteGroupHandler(_groups, _offsets, loggers.CreateLogger<DeleteGroupHandler>()))
            .BeforeAnswers(_durability.BeforeAnswers)
            .AfterBatch(store.Dispatch)
            .AfterBatch(_durability.SubmitBatch);

        TableFile<TBody> File<TBody>(string name, Action<TBody, IBufferWriter<byte>> write)
            where TBody : class, IJsonBody<TBody> => new(
            new ConfigFile(services.Files, Path.Combine(options.Store.RootDirectory, "config", name)),
            write,
            loggers.CreateLogger<TableFile<TBody>>());

        SendMessageHandler Sending()
        {
            var stamp = new PropertyStamp(options.Sending, options.ClusterName);
            return new SendMessageHandler(
                new SendAdmission(
                    options, _topics, new TopicCreation(_topics, options.Topics), store, replies, time),
                new RetryRouting(_groups, _topics, locks, replies),
                new SingleSend(options, store, stamp, new UniqueIdGenerator(time), _durability, replies),
                new BatchSend(options, store, stamp, _durability, replies),
                replies,
                new NewTopicSends(
                    _topics, replies, _durability, store, options.Sending, loggers.CreateLogger<NewTopicSends>()));
        }
    }

    public MessageStore Store { get; }

    public ParkedPulls ParkedPulls { get; }

    public NameServerRegistration Registration { get; }

    public OffsetCheckpointLoop Checkpoints { get; }

    public ClientExpiryLoop ClientExpiry { get; }

    public RequestTableBuilder Table { get; }

    public static async Task<BrokerParts> OpenAsync(
        BrokerOptions options, BrokerServices services, CancellationToken cancellationToken)
    {
        MessageStore store = await MessageStore.OpenAsync(
            options.Store, services.Files, services.Time, services.Loggers, cancellationToken).ConfigureAwait(false);
        try
        {
            return new BrokerParts(options, services, store);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The store first: it completes the sends that wait for the disk.
        await Store.DisposeAsync().ConfigureAwait(false);
        await _offsets.CloseAsync().ConfigureAwait(false);
        await _topics.SaveAsync().ConfigureAwait(false);
        await _groups.SaveAsync().ConfigureAwait(false);
        ParkedPulls.Dispose();
        _durability.Dispose();
        await Registration.DisposeAsync().ConfigureAwait(false);
    }
}
