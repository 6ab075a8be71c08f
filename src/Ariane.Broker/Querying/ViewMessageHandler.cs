using Ariane.Broker.Reading;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Querying;

/// <summary>VIEW_MESSAGE_BY_ID: the message at a log offset, which clients take out of an offset message id.</summary>
/// <remarks>Source: broker/.../broker/processor/QueryMessageProcessor.java (viewMessageById).</remarks>
internal sealed class ViewMessageHandler(MessageStore store, ReadResultPool results)
    : IRequestHandler<ViewMessageRequest>
{
    public ValueTask<Reply> HandleAsync(ViewMessageRequest request, RequestContext context)
    {
        ReadResult result = results.Rent();
        try
        {
            return new(store.TryReadRecord(request.LogOffset, result)
                ? context.Write(ResponseCode.Success, default(NoFields), new StoredMessages(result))
                : Reply.Error(ResponseCode.SystemError, $"can not find message by the offset, {request.LogOffset}"));
        }
        finally
        {
            results.Return(result);
        }
    }
}
