using Ariane.NameServer.Routes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>DELETE_TOPIC_IN_NAMESRV: forgets a topic, everywhere or in one cluster. Called concurrently.</summary>
/// <remarks>A broker that still has the topic brings it back with its next registration.</remarks>
internal sealed class DeleteTopicHandler(RouteTable routes) : IRequestHandler<DeleteTopicFromNameServerRequest>
{
    public ValueTask<Reply> HandleAsync(DeleteTopicFromNameServerRequest request, RequestContext context)
    {
        routes.DeleteTopic(request.Topic, string.IsNullOrEmpty(request.ClusterName) ? null : request.ClusterName);
        return new(Reply.Ok);
    }
}
