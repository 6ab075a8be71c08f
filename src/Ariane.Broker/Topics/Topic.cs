using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Topics;

/// <summary>A topic of this broker with what the hot paths need to know of it worked out. Immutable.</summary>
internal sealed class Topic
{
    public Topic(TopicConfig config)
    {
        Config = config;
        Utf8Name = Encoding.UTF8.GetBytes(config.TopicName);
        IsRetry = RetryTopics.IsRetry(config.TopicName);
        NameFault = ResourceNames.FindTopicFault(config.TopicName);
        IsClosedToClients = ResourceNames.IsClosedToClients(config.TopicName);
        NeedsKeys = HasAttribute(TopicAttributes.CleanupPolicy, TopicAttributes.Compaction);
        HasBatchQueues = HasAttribute(TopicAttributes.QueueType, TopicAttributes.BatchQueue);
    }

    public TopicConfig Config { get; }

    /// <summary>The one string that names this topic everywhere in the broker.</summary>
    public string Name => Config.TopicName;

    public ReadOnlyMemory<byte> Utf8Name { get; }

    public bool IsRetry { get; }

    /// <summary>
    /// Why clients may not use the name, as those of POP's retry topics; null for all that they may use.
    /// </summary>
    public string? NameFault { get; }

    /// <summary>Only the broker itself writes to it.</summary>
    public bool IsClosedToClients { get; }

    /// <summary>A compaction topic: messages without KEYS cannot be compacted.</summary>
    public bool NeedsKeys { get; }

    /// <summary>Its consume queues are of the BatchCQ form.</summary>
    public bool HasBatchQueues { get; }

    public bool IsReadable => (Config.Perm & TopicPermission.Read) != 0;

    /// <summary>
    /// Queue ids from here on are an error. More than the write queues while a topic is being shrunk.
    /// </summary>
    public int QueueCount => Math.Max(Config.ReadQueueNums, Config.WriteQueueNums);

    private bool HasAttribute(string name, string value) =>
        Config.Attributes.TryGetValue(name, out string? found) && found == value;
}
