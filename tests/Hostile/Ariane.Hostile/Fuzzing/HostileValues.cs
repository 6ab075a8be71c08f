namespace Ariane.Hostile.Fuzzing;

/// <summary>What nobody sends by accident.</summary>
public static class HostileValues
{
    /// <summary>For fields of headers, whatever their type.</summary>
    public static IReadOnlyList<string> Fields { get; } =
    [
        "", " ", "null", "-1", "0", "1", "2147483647", "-2147483648", "2147483648", "9223372036854775807",
        "-9223372036854775808", "99999999999999999999999", "1e9", "NaN", "0x10", "+5", "1,000", "true", "TRUE", "yes",
        "../../../etc/passwd", "..", "/", "a/b", "a\0b", "\0", "\n", "a\nb=c", "%", "%RETRY%", "%RETRY%%RETRY%CG",
        "%DLQ%CG",
        "%LMQ%x", "|", "TBW102", "SCHEDULE_TOPIC_XXXX", "RMQ_SYS_TRANS_HALF_TOPIC", "rmq_sys_x", "*", "||",
        "A||B", "a > 1",
        "$ref", "{}", "[]", "\u0001", "\u0002", "KEYS\u0001a\u0002TAGS\u0001b\u0002", "DELAY\u0001x\u0002",
        "UNIQ_KEY\u0001\u0002",
        "WAIT\u0001false\u0002\u0002\u0001\u0001", "\uD800", "\uFFFF", "\u202E", "ünïcödé", "😀",
        new('x', 128), new('x', 256), new('/', 300), new('9', 40_000), new('%', 100_000),
    ];

    /// <summary>For bodies that should be JSON.</summary>
    public static IReadOnlyList<string> Bodies { get; } =
    [
        "{", "[", "null", "[]", "{}", "0", "\"\"", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{,,,}", "{\"$ref\":\"$\"}",
        "{\"a\":{\"$ref\":\"$.a\"}}", "{\"$ref\":\"$[99999999999]\"}", "{\"$ref\":\"..\"}", "{{}:1}",
        "{1:2}", "{'a':'b'}",
        "{\"clientID\":1e999}", "{\"topicConfigTable\":{\"T\":null}}", "{\"groupName\":{}}", "{\"mqSet\":{}}",
        Deep("[", "]", 63), Deep("[", "]", 65), Deep("{\"a\":", "}", 100_000), Deep("[", "", 500_000),
        "{\"clientID\":\"" + new string('c', 300_000) + "\"}",
    ];

    /// <summary>
    /// A value inside as many others as asked for; never closed if <paramref name="close"/> is empty.
    /// </summary>
    public static string Deep(string open, string close, int depth) =>
        string.Concat(Enumerable.Repeat(open, depth))
        + (close.Length == 0 ? "" : "1")
        + string.Concat(Enumerable.Repeat(close, depth));
}
