using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>GET_HAS_UNIT_SUB_TOPIC_LIST: the topics that units subscribe to. Called concurrently.</summary>
internal sealed class GetUnitSubTopicListHandler(RouteTable routes, NameServerSettings settings)
    : IRequestHandler<GetUnitSubTopicListRequest>
{
    public ValueTask<Reply> HandleAsync(GetUnitSubTopicListRequest request, RequestContext context) =>
        new(settings.Current.EnableTopicList
            ? TopicListReply.Of(routes.GetTopicsWhere(TopicUnitFlags.HasUnitSubscription))
            : TopicListReply.Disabled);
}
