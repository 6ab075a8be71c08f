using Ariane.Broker.Persistence;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Groups;

/// <summary>
/// GET_SUBSCRIPTIONGROUP_CONFIG: one group; as upstream, asking creates it where groups come by themselves.
/// </summary>
internal sealed class GetGroupConfigHandler(GroupTable groups) : IRequestHandler<GetGroupConfigRequest>
{
    public ValueTask<Reply> HandleAsync(GetGroupConfigRequest request, RequestContext context) =>
        new(groups.TryGetOrCreate(request.Group, out SubscriptionGroupConfig? group)
            ? Reply.Ok.WithBody(group.ToBytes())
            : Reply.Error(ResponseCode.SubscriptionGroupNotExist, "No group in this broker"));
}
