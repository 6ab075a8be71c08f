using Ariane.NameServer.Routes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>GET_SYSTEM_TOPIC_LIST_FROM_NS: the topics named after clusters and brokers. Called concurrently.</summary>
internal sealed class GetSystemTopicListHandler(RouteTable routes) : IRequestHandler<GetSystemTopicListRequest>
{
    public ValueTask<Reply> HandleAsync(GetSystemTopicListRequest request, RequestContext context) =>
        new(TopicListReply.Of(routes.GetSystemTopics()));
}
