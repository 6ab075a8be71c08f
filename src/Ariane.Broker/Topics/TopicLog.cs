using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Topics;

/// <summary>What is logged of topics: ids 3101 to 3199.</summary>
internal static partial class TopicLog
{
    [LoggerMessage(3101, LogLevel.Information,
        "Topic {Topic} has {ReadQueues} read, {WriteQueues} write queues, permission {Permission}; asked by {Peer}")]
    public static partial void Changed(
        ILogger logger, string topic, int readQueues, int writeQueues, int permission, string peer);

    [LoggerMessage(3102, LogLevel.Information, "Topic {Topic} was deleted; asked for by {Peer}")]
    public static partial void Deleted(ILogger logger, string topic, string peer);

    [LoggerMessage(3103, LogLevel.Information,
        "Topic {Topic} was created by a message that producer {Peer} sent to it")]
    public static partial void CreatedBySend(ILogger logger, string topic, string peer);

    [LoggerMessage(3104, LogLevel.Error, "Storing the first message of topic {Topic} failed")]
    public static partial void FirstSendFailed(ILogger logger, string topic, Exception exception);
}
