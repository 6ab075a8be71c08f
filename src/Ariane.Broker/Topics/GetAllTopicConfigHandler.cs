using Ariane.Broker.Persistence;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Topics;

/// <summary>GET_ALL_TOPIC_CONFIG: every topic; also what slaves copy.</summary>
internal sealed class GetAllTopicConfigHandler(TopicTable topics) : IRequestHandler<GetAllTopicConfigRequest>
{
    public ValueTask<Reply> HandleAsync(GetAllTopicConfigRequest request, RequestContext context) =>
        new(Reply.Ok.WithBody(topics.Snapshot().ToBytes()));
}
