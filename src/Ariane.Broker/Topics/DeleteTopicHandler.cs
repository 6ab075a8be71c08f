using Ariane.Broker.Offsets;
using Ariane.Broker.Pulling;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Ariane.Storage;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Topics;

/// <summary>DELETE_TOPIC_IN_BROKER: forgets a topic, its queues and how far groups have consumed it.</summary>
/// <remarks>
/// The messages stay in the log until they expire. Unknown topics succeed. The name servers are told by the tool.
/// Source: broker/.../broker/processor/AdminBrokerProcessor.java (deleteTopic).
/// </remarks>
internal sealed class DeleteTopicHandler(
    TopicTable topics,
    MessageStore store,
    ConsumerOffsets offsets,
    ParkedPulls parked,
    TopicOptions options,
    ILogger<DeleteTopicHandler> logger) : IRequestHandler<DeleteTopicRequest>
{
    public async ValueTask<Reply> HandleAsync(DeleteTopicRequest request, RequestContext context)
    {
        string peer = context.Connection.RemoteHost.ToString();
        if (string.IsNullOrWhiteSpace(request.Topic))
            return Reply.Error(ResponseCode.InvalidParameter, "The specified topic is blank.");
        if (options.ProtectSystemTopics && topics.IsSystem(request.Topic))
        {
            return Reply.Error(
                ResponseCode.InvalidParameter, $"The topic[{request.Topic}] is conflict with system topic.");
        }

        if (!topics.Remove(request.Topic)) return Reply.Ok;

        // The configuration goes first: from then on no request reaches the queues that are being dropped.
        offsets.RemoveTopic(request.Topic);
        store.DeleteTopic(request.Topic);
        parked.WakeTopic(request.Topic);
        TopicLog.Deleted(logger, request.Topic, peer);

        // Not left to the next checkpoint: after a crash, offsets of the old topic would skip messages of a new one.
        bool isSaved = await offsets.CheckpointAsync().ConfigureAwait(false);
        return await topics.SaveAsync().ConfigureAwait(false) && isSaved
            ? Reply.Ok
            : Reply.Error(
                ResponseCode.SystemError, "the topic is gone but this could not be saved: see the broker's log");
    }
}
