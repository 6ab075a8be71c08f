using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>GET_TOPICS_BY_CLUSTER: the topics that any broker of a cluster serves. Called concurrently.</summary>
internal sealed class GetTopicsByClusterHandler(RouteTable routes, NameServerSettings settings)
    : IRequestHandler<GetTopicsByClusterRequest>
{
    public ValueTask<Reply> HandleAsync(GetTopicsByClusterRequest request, RequestContext context) =>
        new(settings.Current.EnableTopicList
            ? TopicListReply.Of(routes.GetTopicsOf(request.Cluster))
            : TopicListReply.Disabled);
}
