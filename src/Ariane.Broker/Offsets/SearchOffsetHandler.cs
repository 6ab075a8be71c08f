using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>SEARCH_OFFSET_BY_TIMESTAMP: the offset of a queue at a time; 0 for an unknown queue.</summary>
/// <remarks>
/// As upstream, neither topic nor permission is checked. Source:
/// broker/.../broker/processor/AdminBrokerProcessor.java.
/// </remarks>
internal sealed class SearchOffsetHandler(MessageStore store) : IRequestHandler<SearchOffsetRequest>
{
    public ValueTask<Reply> HandleAsync(SearchOffsetRequest request, RequestContext context)
    {
        bool upper = string.Equals(request.BoundaryType, "upper", StringComparison.OrdinalIgnoreCase);
        long offset = store.FindOffsetByTime(request.Topic, request.QueueId, request.Timestamp, upper);
        return new(context.Write(ResponseCode.Success, new OffsetResponse(offset)));
    }
}
