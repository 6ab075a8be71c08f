using Ariane.Broker.Reading;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Querying;

/// <summary>QUERY_MESSAGE: messages of a topic by one of their keys, or by unique key.</summary>
/// <remarks>
/// Messages whose key only has the same hash come too; clients compare the keys. Source:
/// broker/.../broker/processor/QueryMessageProcessor.java (queryMessage).
/// </remarks>
internal sealed class QueryMessageHandler(MessageStore store, ReadResultPool results)
    : IRequestHandler<QueryMessageRequest>
{
    // defaultQueryMaxNum of upstream's MessageStoreConfig.
    private const int MaxForUniqueKey = 32;

    public ValueTask<Reply> HandleAsync(QueryMessageRequest request, RequestContext context)
    {
        int wanted = request.UniqueKey ? MaxForUniqueKey : request.MaxNum;
        int maxCount = Math.Clamp(wanted, 0, store.Options.MaxQueryCount);
        ReadResult result = results.Rent();
        try
        {
            KeyQueryResult reached = store.QueryByKey(
                request.Topic, request.Key, maxCount, request.BeginTimestamp, request.EndTimestamp, result);
            var header = new QueryMessageResponse(reached.LastUpdateTimestamp, reached.LastUpdateLogOffset);
            return new(result.Bytes > 0
                ? context.Write(ResponseCode.Success, header, new StoredMessages(result))
                : context.Write(
                    ResponseCode.QueryNotFound, header, "can not find message, maybe time range not correct"));
        }
        finally
        {
            results.Return(result);
        }
    }
}
