using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>GET_UNIT_TOPIC_LIST: the topics of units. Called concurrently.</summary>
internal sealed class GetUnitTopicListHandler(RouteTable routes, NameServerSettings settings)
    : IRequestHandler<GetUnitTopicListRequest>
{
    public ValueTask<Reply> HandleAsync(GetUnitTopicListRequest request, RequestContext context) =>
        new(settings.Current.EnableTopicList
            ? TopicListReply.Of(routes.GetTopicsWhere(TopicUnitFlags.IsUnit))
            : TopicListReply.Disabled);
}
