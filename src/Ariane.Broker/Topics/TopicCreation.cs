using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Topics;

/// <summary>Creates topics that a send names and nobody has created yet. Called from any thread.</summary>
/// <remarks>Source: broker/.../broker/topic/TopicConfigManager.java (createTopicInSendMessageMethod).</remarks>
internal sealed class TopicCreation(TopicTable topics, TopicOptions options)
{
    private const int UnitFlag = 1;
    private const int UnitSubscriptionFlag = 2;
    private const int RetryQueues = 1;

    /// <summary>The topic, created after <paramref name="model"/> if need be; null when that is not allowed.</summary>
    /// <param name="name">A valid name.</param>
    /// <param name="model">The topic whose queues and permission it takes over, as the producer says.</param>
    /// <param name="queues">How many queues the producer wants at most.</param>
    /// <param name="isUnit">The producer's unit mode.</param>
    public Topic? GetOrCreate(string name, string? model, int queues, bool isUnit)
    {
        if (topics.TryGet(name, out Topic? existing)) return existing;
        TopicConfig? config = After(model, name, queues, isUnit);
        if (config is not null) return topics.GetOrCreate(config);
        return RetryTopics.IsRetry(name) ? topics.GetOrCreate(name, RetryQueues) : null;
    }

    private TopicConfig? After(string? modelName, string name, int queues, bool isUnit)
    {
        if (modelName is null || !topics.TryGet(modelName, out Topic? model)) return null;

        // Whoever switches automatic creation off does not want a TBW102 left in topics.json to switch it on.
        if (modelName == ResourceNames.AutoCreateTopic && !options.AutoCreate) return null;
        if ((model.Config.Perm & TopicPermission.Inherit) == 0) return null;

        int queueCount = Math.Max(0, Math.Min(queues, model.Config.WriteQueueNums));
        return new TopicConfig(name)
        {
            ReadQueueNums = queueCount,
            WriteQueueNums = queueCount,
            Perm = model.Config.Perm & ~TopicPermission.Inherit,
            TopicFilterType = model.Config.TopicFilterType,
            TopicSysFlag = !isUnit ? 0 : RetryTopics.IsRetry(name) ? UnitSubscriptionFlag : UnitFlag,
        };
    }
}
