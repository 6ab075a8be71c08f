namespace Ariane.NameServer.KeyValues;

/// <summary>Which names of namespaces and keys are kept, and how much of all. Pure functions.</summary>
internal static class KeyValueRules
{
    /// <summary>Characters of a namespace's name and of a key.</summary>
    public const int MaxNameLength = 255;

    /// <summary>Characters of everything together: each change writes all of it to disk.</summary>
    public const long MaxCharacters = 8 * 1024 * 1024;

    /// <summary>
    /// RocketMQ's JSON reader, and so ours, would take it for a reference and not read the file again.
    /// </summary>
    private const string Reference = "$ref";

    public static string Full =>
        $"the key-value configuration holds {MaxCharacters} characters and takes no more; delete what nobody needs";

    /// <summary>What is wrong with the names; null if nothing is.</summary>
    public static string? FindFault(string @namespace, string key) =>
        FaultOf("namespace", @namespace) ?? FaultOf("key", key);

    private static string? FaultOf(string field, string name)
    {
        if (name == Reference) return $"the {field} '{Reference}' has a meaning in RocketMQ's JSON and cannot be kept";
        return name.Length > MaxNameLength
            ? $"the {field} has {name.Length} characters; expected at most {MaxNameLength}"
            : null;
    }
}
