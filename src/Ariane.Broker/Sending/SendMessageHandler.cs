using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Sending;

/// <summary>SEND_MESSAGE, SEND_MESSAGE_V2 and SEND_BATCH_MESSAGE: stores what a producer sends.</summary>
/// <remarks>
/// The batch field, not the code, tells a batch. Called concurrently, from any connection; synchronous unless the
/// message brings its topic into being. Source: broker/.../broker/processor/SendMessageProcessor.java.
/// </remarks>
internal sealed class SendMessageHandler(
    SendAdmission admission,
    RetryRouting retries,
    SingleSend single,
    BatchSend batch,
    SendReplies replies,
    NewTopicSends newTopics) : IRequestHandler<SendMessageRequest>
{
    public ValueTask<Reply> HandleAsync(SendMessageRequest request, RequestContext context)
    {
        IncomingSend send = IncomingSend.Borrow(request, context);
        if (!context.HasBody) return new(replies.Refuse(send, ResponseCode.SystemError, "the message has no body"));
        if (!admission.TryAdmit(send, out SendRoute route, out Reply refusal)) return new(refusal);
        bool isRetry = route.Topic.IsRetry && !request.Batch;
        if (isRetry && !retries.TryRoute(send, ref route, out refusal)) return new(refusal);

        if (route.IsNewTopic) return new(newTopics.SendOnceSaved(request, context, route, this));
        return new(Append(send, route));
    }

    /// <summary>Stores and answers what was admitted.</summary>
    public Reply Append(in IncomingSend send, in SendRoute route) =>
        send.Request.Batch ? batch.Append(send, route) : single.Append(send, route);
}
