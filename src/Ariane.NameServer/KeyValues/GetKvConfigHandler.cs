using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.KeyValues;

/// <summary>GET_KV_CONFIG: one value. Called concurrently.</summary>
internal sealed class GetKvConfigHandler(KeyValueConfigStore store) : IRequestHandler<GetKvConfigRequest>
{
    public ValueTask<Reply> HandleAsync(GetKvConfigRequest request, RequestContext context) =>
        new(store.Find(request.Namespace, request.Key) is { } value
            ? Reply.Of(new GetKvConfigResponse(value))
            : Reply.Error(
                ResponseCode.QueryNotFound, $"No config item, Namespace: {request.Namespace} Key: {request.Key}"));
}
