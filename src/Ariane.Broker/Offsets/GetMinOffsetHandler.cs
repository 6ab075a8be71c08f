using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>GET_MIN_OFFSET: the first offset of a queue that is still stored; 0 for an unknown queue.</summary>
/// <remarks>
/// As upstream, neither topic nor permission is checked. Source:
/// broker/.../broker/processor/AdminBrokerProcessor.java.
/// </remarks>
internal sealed class GetMinOffsetHandler(MessageStore store) : IRequestHandler<GetMinOffsetRequest>
{
    public ValueTask<Reply> HandleAsync(GetMinOffsetRequest request, RequestContext context) =>
        new(context.Write(
            ResponseCode.Success,
            new OffsetResponse(store.GetMinOffset(request.Topic, request.QueueId))));
}
