using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ariane.Broker.Topics;

/// <summary>The attributes a topic can have and the little language that changes them. Pure functions.</summary>
/// <remarks>
/// <c>+key=value</c> adds or alters, <c>-key</c> deletes; separated by commas. Source:
/// common/.../common/attribute/AttributeUtil.java, AttributeParser.java and common/.../common/TopicAttributes.java.
/// </remarks>
internal static class TopicAttributes
{
    public const string QueueType = "queue.type";
    public const string BatchQueue = "BatchCQ";
    public const string CleanupPolicy = "cleanup.policy";
    public const string Compaction = "COMPACTION";
    public const string MessageType = "message.type";

    private const string ReserveTime = "reserve.time";
    private const string MixedType = "MIXED";

    private static readonly Dictionary<string, (bool CanChange, string[] Values)> Known = new()
    {
        [QueueType] = (false, [BatchQueue, "SimpleCQ"]),
        [CleanupPolicy] = (false, ["DELETE", Compaction]),
        [MessageType] = (true, ["UNSPECIFIED", "NORMAL", "FIFO", "DELAY", "TRANSACTION", MixedType]),
        [ReserveTime] = (true, []),
    };

    /// <summary>Reads the text of a request into signed keys and their values; deletions have an empty value.</summary>
    public static bool TryParse(
        string? text, out Dictionary<string, string> changes, [NotNullWhen(false)] out string? error)
    {
        changes = [];
        error = null;
        if (string.IsNullOrWhiteSpace(text)) return true;

        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            error = pair switch
            {
                [var key, var value] when value.Length > 0 && key.Length > 1 && key[0] == '+' =>
                    changes.TryAdd(key, value) ? null : $"key duplication: {key}",
                [var key] when key.Length > 1 && key[0] == '-' =>
                    changes.TryAdd(key, "") ? null : $"key duplication: {key}",
                [_] => $"delete attribute format is wrong: {part}",
                [_, _] => $"add/alter attribute format is wrong: {part}",
                _ => "kv string format wrong.",
            };
            if (error is not null) return false;
        }

        return true;
    }

    public static bool AsksForMixedType(Dictionary<string, string> changes) =>
        changes.TryGetValue("+" + MessageType, out string? type) && type == MixedType;

    /// <summary>Applies changes to the attributes of a topic; null <paramref name="current"/> for a new one.</summary>
    public static bool TryApply(
        IReadOnlyDictionary<string, string>? current,
        Dictionary<string, string> changes,
        out Dictionary<string, string> result,
        [NotNullWhen(false)] out string? error)
    {
        result = current is null ? [] : new Dictionary<string, string>(current);
        foreach ((string signedKey, string value) in changes)
        {
            bool isDeletion = signedKey[0] == '-';
            string key = signedKey[1..];
            error = Check(current, key, value, isDeletion);
            if (error is not null) return false;
            if (isDeletion) result.Remove(key);
            else result[key] = value;
        }

        error = null;
        return true;
    }

    private static string? Check(
        IReadOnlyDictionary<string, string>? current, string key, string value, bool isDeletion)
    {
        if (current is null && isDeletion) return $"only add attribute is supported while creating topic. key: {key}";
        if (!Known.TryGetValue(key, out var attribute)) return $"unsupported key: {key}";
        if (current is not null && !attribute.CanChange)
            return $"attempt to update an unchangeable attribute. key: {key}";
        if (isDeletion) return current!.ContainsKey(key) ? null : $"attempt to delete a nonexistent key: {key}";
        if (key == ReserveTime) return CheckReserveTime(value);
        if (!attribute.Values.Contains(value)) return $"value is not in set: [{string.Join(", ", attribute.Values)}]";

        // Honest refusals: accepting these would keep messages in a form that promises more than this version does.
        return value switch
        {
            BatchQueue => $"{QueueType}={BatchQueue} is not supported by this version; use SimpleCQ",
            Compaction => $"{CleanupPolicy}={Compaction} is not supported by this version; use DELETE",
            _ => null,
        };
    }

    private static string? CheckReserveTime(string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long hours) && hours >= -1
            ? null
            : $"value is not in range(-1, {long.MaxValue})";
}
