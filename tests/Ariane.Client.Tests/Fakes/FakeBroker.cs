using System.Buffers;
using System.Text;
using Ariane.Client.Consuming;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;

namespace Ariane.Client.Tests.Fakes;

/// <summary>A broker in memory that does what a test tells it, and remembers what it was asked.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Topic, int QueueId), FakeQueue> _queues = [];
    private readonly Dictionary<(string Group, string Topic, int QueueId), long> _offsets = [];
    private readonly HashSet<RemotingConnection> _clients = [];
    private readonly IAsyncDisposable _listener;
    private long _logOffset;

    public FakeBroker(LoopbackNetwork network, string name, string address, bool supportsSendBack = true)
    {
        Name = name;
        Address = address;
        var table = new RequestTableBuilder()
            .Map(new FakeHandler<SendMessageRequest>(Send))
            .Map(RequestCode.SendBatchMessage, new FakeHandler<SendMessageRequest>(Send))
            .Map(new FakeHandler<PullMessageRequest>(Pull))
            .Map(new FakeHandler<HeartbeatRequest>(Heartbeat))
            .Map(new FakeHandler<UnregisterClientRequest>(Unregister))
            .Map(new FakeHandler<GetConsumerListRequest>((_, _) => Members.Count == 0
                ? Reply.Error(ResponseCode.SystemError, "no consumer for this group")
                : BodyReply(new ConsumerList(Members))))
            .Map(new FakeHandler<QueryConsumerOffsetRequest>(QueryOffset))
            .Map(new FakeHandler<UpdateConsumerOffsetRequest>(UpdateOffset))
            .Map(new FakeHandler<GetMaxOffsetRequest>((request, _) =>
                OffsetReply(request.Topic, request.QueueId, queue => queue.MaxOffset)))
            .Map(new FakeHandler<GetMinOffsetRequest>((request, _) =>
                OffsetReply(request.Topic, request.QueueId, queue => queue.MinOffset)))
            .Map(new FakeHandler<SearchOffsetRequest>(Search))
            .Map(new FakeHandler<CreateTopicRequest>(CreateTopic))
            .Map(new FakeHandler<DeleteTopicRequest>(DeleteTopic));
        if (supportsSendBack) table.Map(new FakeHandler<SendBackRequest>(SendBack));
        _listener = network.Listen(address, table.Build(), new RemotingOptions());
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>What the next sends are answered with; null lets the broker store them.</summary>
    public Func<SentMessage, ResponseCode?> OnSend { get; set; } = _ => null;

    /// <summary>Sends are neither stored nor answered.</summary>
    public bool IsHanging { get; set; }

    /// <summary>The clients of every group; null means all that sent a heartbeat.</summary>
    public IReadOnlyList<string> Members
    {
        get => field ?? [.. Heartbeats.All.Select(heartbeat => heartbeat.ClientId).Distinct()];
        set;
    }

    public Recorder<SentMessage> Sends { get; } = new();

    public Recorder<PullMessageRequest> Pulls { get; } = new();

    public Recorder<HeartbeatData> Heartbeats { get; } = new();

    public Recorder<UnregisterClientRequest> Departures { get; } = new();

    public Recorder<UpdateConsumerOffsetRequest> Commits { get; } = new();

    public Recorder<SendBackRequest> SentBack { get; } = new();

    public Recorder<CreateTopicRequest> CreatedTopics { get; } = new();

    public Recorder<string?> DeletedTopics { get; } = new();

    public Recorder<long> Searches { get; } = new();

    public long? OffsetOf(string group, string topic, int queueId)
    {
        lock (_gate) return _offsets.TryGetValue((group, topic, queueId), out long offset) ? offset : null;
    }

    public void SetOffset(string group, string topic, int queueId, long offset)
    {
        lock (_gate) _offsets[(group, topic, queueId)] = offset;
    }

    public void Store(
        string topic,
        int queueId,
        ReadOnlyMemory<byte> body,
        string properties = "",
        MessageSysFlag flags = MessageSysFlag.None)
    {
        lock (_gate) QueueOf(topic, queueId).Append(topic, queueId, body, properties, flags, _logOffset += 1000);
    }

    public void DropBefore(string topic, int queueId, long offset)
    {
        lock (_gate) QueueOf(topic, queueId).MinOffset = offset;
    }

    /// <summary>Tells every connected client that the members of a group changed.</summary>
    public async Task NotifyAsync(string group)
    {
        RemotingConnection[] clients;
        lock (_gate) clients = [.. _clients];
        foreach (RemotingConnection client in clients)
        {
            await client.SendOnewayAsync(new ConsumerIdsChangedRequest(group), default, CancellationToken.None);
        }
    }

    /// <summary>Closes the connections of all clients, but accepts new ones.</summary>
    public void Disconnect()
    {
        lock (_gate)
        {
            foreach (RemotingConnection client in _clients) client.Close("a test wants it");
            _clients.Clear();
        }
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    public static Reply BodyReply<TBody>(TBody body)
        where TBody : IJsonBody<TBody>
    {
        var output = new ArrayBufferWriter<byte>();
        body.Write(output);
        return Reply.Ok.WithBody(output.WrittenMemory);
    }

    private Reply Send(SendMessageRequest request, RequestContext context)
    {
        var sent = SentMessage.From(request, context);
        Sends.Add(sent);
        if (IsHanging) return context.Defer().AsReply;
        if (OnSend(sent) is { } code and not (ResponseCode.FlushDiskTimeout or ResponseCode.SlaveNotAvailable))
        {
            return Reply.Error(code, $"{Name} was told to refuse.");
        }

        byte[] id = Encoding.ASCII.GetBytes($"{Name}-{Sends.All.Count}");
        return Reply.Of(new SendMessageResponse(id, request.QueueId, Sends.All.Count - 1))
            .WithCode(OnSend(sent) ?? ResponseCode.Success);
    }

    private Reply Pull(PullMessageRequest request, RequestContext context)
    {
        lock (_gate)
        {
            Pulls.Add(request);
            return QueueOf(request.Topic, request.QueueId).Pull(request, context);
        }
    }

    private Reply Heartbeat(HeartbeatRequest request, RequestContext context)
    {
        lock (_gate) _clients.Add(context.Connection);
        byte[] body = context.Body.ToArray();
        Assert.True(HeartbeatData.TryParse(body, out HeartbeatData? heartbeat, out string? error), error);
        Heartbeats.Add(heartbeat);
        return Reply.Of(new HeartbeatResponse(SupportsVersion2: true, SubscriptionChanged: true));
    }

    private Reply Unregister(UnregisterClientRequest request, RequestContext context)
    {
        Departures.Add(request);
        return Reply.Ok;
    }

    private Reply QueryOffset(QueryConsumerOffsetRequest request, RequestContext context) =>
        OffsetOf(request.ConsumerGroup, request.Topic, request.QueueId) is { } offset
            ? Reply.Of(new OffsetResponse(offset))
            : Reply.Error(ResponseCode.QueryNotFound, "Not found.");

    private Reply UpdateOffset(UpdateConsumerOffsetRequest request, RequestContext context)
    {
        SetOffset(request.ConsumerGroup, request.Topic, request.QueueId!.Value, request.CommitOffset!.Value);
        Commits.Add(request);
        return Reply.Ok;
    }

    private Reply SendBack(SendBackRequest request, RequestContext context)
    {
        SentBack.Add(request);
        return Reply.Ok;
    }

    private Reply Search(SearchOffsetRequest request, RequestContext context)
    {
        Searches.Add(request.Timestamp);
        return Reply.Of(new OffsetResponse(1));
    }

    private Reply CreateTopic(CreateTopicRequest request, RequestContext context)
    {
        CreatedTopics.Add(request);
        return Reply.Ok;
    }

    private Reply DeleteTopic(DeleteTopicRequest request, RequestContext context)
    {
        DeletedTopics.Add(request.Topic);
        return Reply.Ok;
    }

    private Reply OffsetReply(string topic, int queueId, Func<FakeQueue, long> offset)
    {
        lock (_gate) return Reply.Of(new OffsetResponse(offset(QueueOf(topic, queueId))));
    }

    private FakeQueue QueueOf(string topic, int queueId)
    {
        if (_queues.TryGetValue((topic, queueId), out FakeQueue? queue)) return queue;
        return _queues[(topic, queueId)] = new FakeQueue();
    }
}
