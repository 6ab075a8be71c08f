using Ariane.NameServer.KeyValues;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Routes;

/// <summary>GET_ROUTEINFO_BY_TOPIC: which brokers have the topic. Called concurrently, from any connection.</summary>
/// <remarks>Source: namesrv/.../namesrv/processor/ClientRequestProcessor.java.</remarks>
internal sealed class GetRouteHandler(
    RouteTable routes, KeyValueConfigStore keyValues, NameServerSettings settings, TimeProvider time)
    : IRequestHandler<GetRouteRequest>
{
    /// <summary>V4_9_4: from this version on clients read standard JSON, with quoted broker ids.</summary>
    private const int FirstVersionOfStandardJson = 401;

    private readonly long _startedAt = time.GetTimestamp();

    public ValueTask<Reply> HandleAsync(GetRouteRequest request, RequestContext context)
    {
        var current = settings.Current;
        if (current.NeedWaitForService && time.GetElapsedTime(_startedAt) < current.WaitForService)
        {
            // Brokers may still be on their way; a client that is refused keeps the complete route it has.
            return new(Reply.Error(ResponseCode.SystemError, "name server not ready"));
        }

        if (request.Topic is not { } topic) return new(NoRoute("null"));

        bool quotedIds = request.AcceptStandardJsonOnly || context.Version >= FirstVersionOfStandardJson;
        string? orderTopicConf = current.OrderMessageEnable
            ? keyValues.Find(KeyValueConfigStore.OrderTopics, topic)
            : null;
        return new(routes.TryGetRoute(topic, quotedIds, orderTopicConf, out var body)
            ? Reply.Ok.WithBody(body)
            : NoRoute(topic));
    }

    /// <summary>Producers act on the code, and create the topic where they may; tools look for the text.</summary>
    private static Reply NoRoute(string topic) => Reply.Error(
        ResponseCode.TopicNotExist,
        $"No topic route info in name server for the topic: {topic}\n"
            + "See https://rocketmq.apache.org/docs/bestPractice/06FAQ for further details.");
}
