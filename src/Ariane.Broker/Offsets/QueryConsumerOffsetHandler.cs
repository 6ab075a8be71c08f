using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;

namespace Ariane.Broker.Offsets;

/// <summary>QUERY_CONSUMER_OFFSET: where a group goes on reading. Called concurrently, from any connection.</summary>
/// <remarks>
/// 22 makes the client choose its own start, so it is for "no offset" alone. A queue whose first message is still in
/// memory answers 0 instead: a new group reads a young topic from the beginning, whatever its client is set to.
/// Source: broker/.../broker/processor/ConsumerManageProcessor.java (queryConsumerOffset).
/// </remarks>
internal sealed class QueryConsumerOffsetHandler(ConsumerOffsets offsets, MessageStore store)
    : IRequestHandler<QueryConsumerOffsetRequest>
{
    public ValueTask<Reply> HandleAsync(QueryConsumerOffsetRequest request, RequestContext context) =>
        new(Answer(request, context));

    private Reply Answer(QueryConsumerOffsetRequest request, RequestContext context)
    {
        if (offsets.TryGet(request.Topic, request.ConsumerGroup, request.QueueId, out long offset) && offset >= 0)
            return context.Write(ResponseCode.Success, new OffsetResponse(offset));
        if (request.SetZeroIfNotFound == false)
        {
            return Reply.Error(
                ResponseCode.QueryNotFound, "Not found, do not set to zero, maybe this group boot first");
        }

        return IsYoung(request.Topic, request.QueueId)
            ? context.Write(ResponseCode.Success, new OffsetResponse(0))
            : Reply.Error(
                ResponseCode.QueryNotFound, "Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first");
    }

    private bool IsYoung(string topic, int queueId) =>
        store.GetMinOffset(topic, queueId) <= 0 && store.IsInMemory(topic, queueId, 0);
}
