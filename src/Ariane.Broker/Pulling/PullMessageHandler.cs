using Ariane.Broker.Offsets;
using Ariane.Broker.Reading;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage.Reading;

namespace Ariane.Broker.Pulling;

/// <summary>PULL_MESSAGE and LITE_PULL_MESSAGE: messages of one queue, now or as soon as there are some.</summary>
/// <remarks>Called concurrently, from any connection. Allocates nothing when it finds messages.</remarks>
internal sealed class PullMessageHandler(
    PullReader reader, ParkedPulls parked, ReadResultPool results, ConsumerOffsets offsets)
    : IRequestHandler<PullMessageRequest>
{
    public ValueTask<Reply> HandleAsync(PullMessageRequest request, RequestContext context)
    {
        bool isLite = context.Code == (int)RequestCode.LitePullMessage;
        ReadResult result = results.Rent();
        try
        {
            PullAnswer answer = reader.Read(request, isLite, context.Connection.RemoteHost, result);
            if (answer.Header.NextBeginOffset is not null) CommitIfAsked(request);

            bool mayWait = answer.Code == ResponseCode.PullNotFound
                && ((PullFlags)request.SysFlag & PullFlags.Suspend) != 0
                && !context.IsOneway;
            if (mayWait && parked.TryPark(request, isLite, answer.Filter, context, out Reply later)) return new(later);

            return new(answer.HasMessages
                ? context.Write(answer.Code, answer.Header, new StoredMessages(result), answer.Remark)
                : context.Write(answer.Code, answer.Header, answer.Remark));
        }
        finally
        {
            results.Return(result);
        }
    }

    // Only here and not when a waiting pull is read again: the offset is as old as the request.
    private void CommitIfAsked(in PullMessageRequest request)
    {
        if (((PullFlags)request.SysFlag & PullFlags.CommitOffset) != 0)
            offsets.Commit(request.Topic, request.ConsumerGroup, request.QueueId, request.CommitOffset);
    }
}
