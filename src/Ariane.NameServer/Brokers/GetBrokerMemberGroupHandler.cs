using Ariane.NameServer.Routes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Brokers;

/// <summary>GET_BROKER_MEMBER_GROUP: who else has this broker name. Called concurrently.</summary>
internal sealed class GetBrokerMemberGroupHandler(RouteTable routes) : IRequestHandler<GetBrokerMemberGroupRequest>
{
    /// <summary>
    /// Upstream forgets to set a code, and its default text goes out beside the default code, success.
    /// </summary>
    private const string UpstreamRemark = "not set any response code";

    public ValueTask<Reply> HandleAsync(GetBrokerMemberGroupRequest request, RequestContext context) =>
        new(Reply.Ok
            .WithRemark(UpstreamRemark)
            .WithBody(EncodedBody.Of(routes.GetMemberGroup(request.ClusterName, request.BrokerName))));
}
