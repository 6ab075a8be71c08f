using Ariane.Broker.Persistence;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Groups;

/// <summary>GET_ALL_SUBSCRIPTIONGROUP_CONFIG: every group; also what slaves copy.</summary>
internal sealed class GetAllGroupConfigHandler(GroupTable groups) : IRequestHandler<GetAllGroupConfigRequest>
{
    public ValueTask<Reply> HandleAsync(GetAllGroupConfigRequest request, RequestContext context) =>
        new(Reply.Ok.WithBody(groups.Snapshot().ToBytes()));
}
