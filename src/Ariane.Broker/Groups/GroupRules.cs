using Ariane.Protocol.Bodies;
using Ariane.Protocol.Messages;

namespace Ariane.Broker.Groups;

/// <summary>What a client may say of groups and of itself. Pure functions.</summary>
/// <remarks>Whatever passes can be written to subscriptionGroup.json and read back.</remarks>
internal static class GroupRules
{
    /// <summary>Most queues of a group's retry topic.</summary>
    public const int MaxRetryQueues = 1024;

    /// <summary>Most bytes of one group's configuration.</summary>
    public const int MaxConfigBytes = 64 * 1024;

    /// <summary>How deep a configuration may nest: in the file it stands two levels deeper.</summary>
    private const int MaxDepth = 32;

    /// <summary>What is wrong with a configuration; null if nothing is.</summary>
    public static string? FindFault(SubscriptionGroupConfig config)
    {
        if (ResourceNames.FindGroupFault(config.GroupName) is { } fault) return fault;
        if (config.RetryQueueNums > MaxRetryQueues)
            return $"retryQueueNums is {config.RetryQueueNums}; expected at most {MaxRetryQueues}";

        // No attribute of groups is known to this version of the protocol, so that any change of one is an error.
        foreach (string key in config.Attributes.Keys)
        {
            if (key.Length > 0 && key[0] is '+' or '-') return $"unsupported key: {key[1..]}";
        }

        return IsTooDeep(config.RetryPolicyJson) || IsTooDeep(config.SubscriptionDataSetJson)
            ? $"more than {MaxDepth} objects and arrays inside each other"
            : null;
    }

    /// <summary>What is wrong with a name that has no other rule; null if nothing is.</summary>
    public static string? FindLongName(string field, string name) => name.Length > ResourceNames.MaxGroupLength
        ? $"the {field} has {name.Length} characters; expected at most {ResourceNames.MaxGroupLength}"
        : null;

    // Only depth counts here: what is no standard JSON is left out when it is written.
    private static bool IsTooDeep(string? json)
    {
        int depth = 0;
        bool isText = false;
        for (int i = 0; i < json?.Length; i++)
        {
            if (isText && json[i] == '\\') i++;
            else if (json[i] == '"') isText = !isText;
            else if (!isText && json[i] is '{' or '[' && ++depth > MaxDepth) return true;
            else if (!isText && json[i] is '}' or ']') depth--;
        }

        return false;
    }
}
