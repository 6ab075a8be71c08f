using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>GET_ALL_TOPIC_LIST_FROM_NAMESERVER: every topic of every broker. Called concurrently.</summary>
internal sealed class GetAllTopicListHandler(RouteTable routes, NameServerSettings settings)
    : IRequestHandler<GetAllTopicListRequest>
{
    public ValueTask<Reply> HandleAsync(GetAllTopicListRequest request, RequestContext context) =>
        new(settings.Current.EnableAllTopicList
            ? TopicListReply.Of(routes.GetTopics())
            : TopicListReply.Disabled);
}
