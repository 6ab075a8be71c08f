using System.Collections.Concurrent;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;

namespace Ariane.Client.Tests.Fakes;

/// <summary>A name server in memory with the routes a test gives it.</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    private readonly IAsyncDisposable _listener;

    public FakeNameServer(
        LoopbackNetwork network, string address, ConcurrentDictionary<string, TopicRoute> routes, ClusterInfo cluster)
    {
        Address = address;
        RequestTable table = new RequestTableBuilder()
            .Map(new FakeHandler<GetRouteRequest>((request, _) => FindRoute(request, routes)))
            .Map(new FakeHandler<GetClusterInfoRequest>((_, _) => FakeBroker.BodyReply(cluster)))
            .Map(new FakeHandler<GetAllTopicListRequest>((_, _) =>
                FakeBroker.BodyReply(new TopicList([.. routes.Keys]))))
            .Map(new FakeHandler<DeleteTopicFromNameServerRequest>(Delete))
            .Build();
        _listener = network.Listen(address, table, new RemotingOptions());
    }

    public string Address { get; }

    public bool IsHanging { get; set; }

    public Recorder<string> Lookups { get; } = new();

    public Recorder<string> DeletedTopics { get; } = new();

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private Reply FindRoute(GetRouteRequest request, ConcurrentDictionary<string, TopicRoute> routes)
    {
        Lookups.Add(request.Topic!);
        if (IsHanging) return Reply.Nothing;
        return routes.TryGetValue(request.Topic!, out TopicRoute? route)
            ? FakeBroker.BodyReply(route)
            : Reply.Error(
                ResponseCode.TopicNotExist, $"No topic route info in name server for the topic: {request.Topic}");
    }

    private Reply Delete(DeleteTopicFromNameServerRequest request, RequestContext context)
    {
        DeletedTopics.Add(request.Topic);
        return Reply.Ok;
    }
}
