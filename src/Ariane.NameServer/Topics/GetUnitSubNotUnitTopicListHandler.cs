using Ariane.NameServer.Routes;
using Ariane.NameServer.Settings;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>
/// GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST: the topics outside units that units subscribe to. Called concurrently.
/// </summary>
internal sealed class GetUnitSubNotUnitTopicListHandler(RouteTable routes, NameServerSettings settings)
    : IRequestHandler<GetUnitSubNotUnitTopicListRequest>
{
    public ValueTask<Reply> HandleAsync(GetUnitSubNotUnitTopicListRequest request, RequestContext context) =>
        new(settings.Current.EnableTopicList
            ? TopicListReply.Of(routes.GetTopicsWhere(TopicUnitFlags.HasUnitSubscriptionOnly))
            : TopicListReply.Disabled);
}
