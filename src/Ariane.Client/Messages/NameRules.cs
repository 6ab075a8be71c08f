using System.Buffers;
using Ariane.Protocol.Messages;

namespace Ariane.Client.Messages;

/// <summary>
/// Which names of topics and groups brokers accept, so that a wrong one fails before any network use.
/// </summary>
/// <remarks>Source: common/.../common/topic/TopicValidator.java and client/.../client/Validators.java.</remarks>
internal static class NameRules
{
    public const string RetryPrefix = ResourceNames.RetryPrefix;

    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "%-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz|");

    /// <summary>What is wrong with a topic to send to; null if nothing.</summary>
    public static string? CheckTopic(string topic)
    {
        // Retry topics carry a group's name and may be longer; only the client itself sends to them.
        int limit = topic.StartsWith(RetryPrefix, StringComparison.Ordinal)
            ? ResourceNames.MaxRetryTopicBytes
            : ResourceNames.MaxTopicLength;
        if (Check(topic, limit) is { } problem) return $"The topic '{topic}' {problem}";
        return ResourceNames.IsClosedToClients(topic)
            ? $"The topic '{topic}' belongs to the broker and cannot be sent to."
            : null;
    }

    /// <exception cref="ArgumentException">The name is not one a group can have.</exception>
    public static void RequireGroup(string group, string parameter)
    {
        ArgumentNullException.ThrowIfNull(group, parameter);
        if (Check(group, ResourceNames.MaxGroupLength) is { } problem)
        {
            throw new ArgumentException($"The group '{group}' {problem}", parameter);
        }
    }

    private static string? Check(string name, int limit)
    {
        if (string.IsNullOrWhiteSpace(name)) return "is blank. Give it a name.";
        if (name.Length > limit) return $"has {name.Length} characters; at most {limit} are allowed.";
        int index = name.AsSpan().IndexOfAnyExcept(Allowed);
        return index < 0
            ? null
            : $"contains '{name[index]}'. Letters, digits and the characters % | - _ are allowed.";
    }
}
