namespace Ariane.Protocol.Messages;

/// <summary>Builds and takes apart the names of retry and dead-letter topics.</summary>
/// <remarks>Source: common/.../common/MixAll.java (getRetryTopic) and .../common/KeyBuilder.java.</remarks>
public static class RetryTopics
{
    private const char PopSeparator = '+';
    private const char OldPopSeparator = '_';

    public static string Of(string group) => ResourceNames.RetryPrefix + group;

    public static string DeadLetterOf(string group) => ResourceNames.DeadLetterPrefix + group;

    /// <summary>The topic that POP retries messages of <paramref name="topic"/> in.</summary>
    /// <param name="topic">The topic that the group consumes.</param>
    /// <param name="group">The consumer group.</param>
    /// <param name="separatedByPlus">The form that can be taken apart without knowing the group.</param>
    public static string OfPop(string topic, string group, bool separatedByPlus) =>
        ResourceNames.RetryPrefix + group + (separatedByPlus ? PopSeparator : OldPopSeparator) + topic;

    public static bool IsRetry(ReadOnlySpan<char> topic) =>
        topic.StartsWith(ResourceNames.RetryPrefix, StringComparison.Ordinal);

    /// <inheritdoc cref="IsRetry(ReadOnlySpan{char})"/>
    public static bool IsRetry(ReadOnlySpan<byte> topic) => topic.StartsWith("%RETRY%"u8);

    public static bool IsDeadLetter(ReadOnlySpan<char> topic) =>
        topic.StartsWith(ResourceNames.DeadLetterPrefix, StringComparison.Ordinal);

    /// <summary>
    /// The group of a retry topic. Of a POP retry topic in the old form it is group and topic together.
    /// </summary>
    public static bool TryGetGroup(string topic, out ReadOnlySpan<char> group)
    {
        group = default;
        if (!IsRetry(topic)) return false;
        group = topic.AsSpan(ResourceNames.RetryPrefix.Length);
        int separator = group.IndexOf(PopSeparator);
        if (separator >= 0) group = group[..separator];
        return true;
    }

    /// <summary>The topic that a POP retry topic of <paramref name="group"/>, in either form, belongs to.</summary>
    public static bool TryGetPopTopic(string retryTopic, ReadOnlySpan<char> group, out ReadOnlySpan<char> topic)
    {
        topic = default;
        if (!IsRetry(retryTopic)) return false;
        ReadOnlySpan<char> rest = retryTopic.AsSpan(ResourceNames.RetryPrefix.Length);
        if (!rest.StartsWith(group, StringComparison.Ordinal) || rest.Length <= group.Length + 1) return false;
        if (rest[group.Length] is not (PopSeparator or OldPopSeparator)) return false;
        topic = rest[(group.Length + 1)..];
        return true;
    }
}
