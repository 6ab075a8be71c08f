using Ariane.NameServer.Routes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Brokers;

/// <summary>
/// GET_BROKER_CLUSTER_INFO: all clusters and brokers. Called concurrently, by every broker every 5 s.
/// </summary>
internal sealed class GetClusterInfoHandler(RouteTable routes) : IRequestHandler<GetClusterInfoRequest>
{
    public ValueTask<Reply> HandleAsync(GetClusterInfoRequest request, RequestContext context) =>
        new(Reply.Ok.WithBody(routes.GetClusterInfo()));
}
