using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.KeyValues;

/// <summary>DELETE_KV_CONFIG: removes a value; success even if there was none. Called concurrently.</summary>
internal sealed class DeleteKvConfigHandler(KeyValueConfigStore store) : IRequestHandler<DeleteKvConfigRequest>
{
    public async ValueTask<Reply> HandleAsync(DeleteKvConfigRequest request, RequestContext context)
    {
        await store.DeleteAsync(request.Namespace, request.Key, CancellationToken.None).ConfigureAwait(false);
        return Reply.Ok;
    }
}
