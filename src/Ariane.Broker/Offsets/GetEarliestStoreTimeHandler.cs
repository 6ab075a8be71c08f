using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>GET_EARLIEST_MSG_STORETIME: when the first message of a queue was stored; -1 without messages.</summary>
/// <remarks>
/// As upstream, neither topic nor permission is checked. Source:
/// broker/.../broker/processor/AdminBrokerProcessor.java.
/// </remarks>
internal sealed class GetEarliestStoreTimeHandler(MessageStore store) : IRequestHandler<GetEarliestStoreTimeRequest>
{
    public ValueTask<Reply> HandleAsync(GetEarliestStoreTimeRequest request, RequestContext context)
    {
        long first = store.GetMinOffset(request.Topic, request.QueueId);
        long storedAt = store.GetStoreTime(request.Topic, request.QueueId, first);
        return new(context.Write(ResponseCode.Success, new TimestampResponse(storedAt)));
    }
}
