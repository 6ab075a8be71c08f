using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.KeyValues;

/// <summary>PUT_KV_CONFIG: sets a value. Called concurrently.</summary>
/// <remarks>Source: namesrv/.../namesrv/processor/DefaultRequestProcessor.java, putKVConfig.</remarks>
internal sealed class PutKvConfigHandler(KeyValueConfigStore store) : IRequestHandler<PutKvConfigRequest>
{
    public async ValueTask<Reply> HandleAsync(PutKvConfigRequest request, RequestContext context)
    {
        if (request.Namespace is null || request.Key is null)
        {
            return Reply.Error(ResponseCode.SystemError, "namespace or key is null");
        }

        if (request.Value is null)
        {
            return Reply.Error(
                ResponseCode.SystemError, "The field 'value' is missing; to remove a key use DELETE_KV_CONFIG.");
        }

        if (KeyValueRules.FindFault(request.Namespace, request.Key) is { } fault)
            return Reply.Error(ResponseCode.SystemError, fault);

        // Not cancelled with the connection: whoever asked expects it done, even if nobody hears the answer.
        return await store
            .TryPutAsync(request.Namespace, request.Key, request.Value, CancellationToken.None).ConfigureAwait(false)
            ? Reply.Ok
            : Reply.Error(ResponseCode.SystemError, KeyValueRules.Full);
    }
}
