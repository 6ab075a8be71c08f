using Ariane.Remoting.Requests;

namespace Ariane.Broker.Topics;

/// <summary>The requests about topics.</summary>
internal static class TopicRequests
{
    public static RequestTableBuilder MapTopics(
        this RequestTableBuilder table,
        TopicTable topics,
        CreateTopicHandler create,
        DeleteTopicHandler delete) => table
        .Map(create)
        .Map(delete)
        .Map(new GetAllTopicConfigHandler(topics))
        .Map(new GetTopicConfigHandler(topics));
}
