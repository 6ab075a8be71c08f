using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>GET_MAX_OFFSET: the next offset of a queue; 0 for an unknown queue.</summary>
/// <remarks>
/// As upstream, neither topic nor permission is checked. Source:
/// broker/.../broker/processor/AdminBrokerProcessor.java.
/// </remarks>
internal sealed class GetMaxOffsetHandler(MessageStore store) : IRequestHandler<GetMaxOffsetRequest>
{
    public ValueTask<Reply> HandleAsync(GetMaxOffsetRequest request, RequestContext context) =>
        new(context.Write(
            ResponseCode.Success,
            new OffsetResponse(store.GetMaxOffset(request.Topic, request.QueueId, request.Committed))));
}
