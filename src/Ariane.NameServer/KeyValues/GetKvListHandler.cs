using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.KeyValues;

/// <summary>GET_KVLIST_BY_NAMESPACE: all values of a namespace. Called concurrently.</summary>
internal sealed class GetKvListHandler(KeyValueConfigStore store) : IRequestHandler<GetKvListRequest>
{
    public ValueTask<Reply> HandleAsync(GetKvListRequest request, RequestContext context) =>
        new(store.FindNamespace(request.Namespace) is { } values
            ? Reply.Ok.WithBody(EncodedBody.Of(values))
            : Reply.Error(ResponseCode.QueryNotFound, $"No config item, Namespace: {request.Namespace}"));
}
