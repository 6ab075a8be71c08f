using Ariane.Broker.Persistence;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Clients;

/// <summary>GET_CONSUMER_LIST_BY_GROUP: the client ids of a group's members, one for each connection.</summary>
/// <remarks>Source: broker/.../broker/processor/ConsumerManageProcessor.java (getConsumerListByGroup).</remarks>
internal sealed class GetConsumerListHandler(ConsumerGroups consumers) : IRequestHandler<GetConsumerListRequest>
{
    public ValueTask<Reply> HandleAsync(GetConsumerListRequest request, RequestContext context)
    {
        string[] ids = consumers.TryGet(request.ConsumerGroup, out ConsumerGroup? group)
            ? [.. group.Members.Select(static member => member.Client.ClientId)]
            : [];
        return new(ids.Length > 0
            ? Reply.Ok.WithBody(new ConsumerList(ids).ToBytes())
            : Reply.Error(ResponseCode.SystemError, $"no consumer for this group, {request.ConsumerGroup}"));
    }
}
