using System.Buffers;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Brokers;

/// <summary>QUERY_DATA_VERSION: need the broker register again? Counts as a heartbeat. Called concurrently.</summary>
/// <remarks>Source: .../namesrv/processor/DefaultRequestProcessor.java, queryBrokerTopicConfig.</remarks>
internal sealed class QueryDataVersionHandler(LiveBrokers live) : IRequestHandler<QueryDataVersionRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public ValueTask<Reply> HandleAsync(QueryDataVersionRequest request, RequestContext context)
    {
        DataVersion? asked = null;
        if (context.HasBody)
        {
            if (!DataVersion.TryParse(context.Body.ToArray(), out var parsed, out string? error))
            {
                return new(Reply.Error(ResponseCode.SystemError, error));
            }

            asked = parsed;
        }

        var broker = live.Renew(new BrokerKey(request.ClusterName, request.BrokerAddr));
        bool isChanged = broker is null || broker.DataVersion != asked;
        var reply = Reply.Of(new QueryDataVersionResponse(isChanged));
        return new(broker is null ? reply : reply.WithBody(EncodedBody.Of(broker.DataVersion)));
    }
}
