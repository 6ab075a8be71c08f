using Ariane.Broker.Persistence;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Topics;

/// <summary>GET_TOPIC_CONFIG: one topic; tools give up on any code but 0 and 17.</summary>
internal sealed class GetTopicConfigHandler(TopicTable topics) : IRequestHandler<GetTopicConfigRequest>
{
    public ValueTask<Reply> HandleAsync(GetTopicConfigRequest request, RequestContext context) =>
        new(topics.TryGet(request.Topic, out Topic? topic)
            ? Reply.Ok.WithBody(topic.Config.ToBytes())
            : Reply.Error(ResponseCode.TopicNotExist, $"No topic in this broker. topic: {request.Topic}"));
}
