namespace Ariane.Soak.Judging;

/// <summary>What can be wrong; each is one verdict.</summary>
internal static class FindingKinds
{
    public const string Lost = "lost or stuck";
    public const string Altered = "altered";
    public const string Duplicate = "unexplained duplicate";
    public const string Order = "out of order";
    public const string Error = "error while all was well";
    public const string Query = "query";
    public const string Leak = "leak";
    public const string Broker = "broker";

    public static IReadOnlyList<(string Kind, string Promise)> All { get; } =
    [
        (Lost, "every acknowledged message reached each of its readers, and none waited too long"),
        (Altered, "every message arrived as it was sent"),
        (Duplicate, "duplicates came only around churn and restarts"),
        (Order, "every reader got each queue in its order"),
        (Error, "no call failed and no client warned outside of restarts"),
        (Query, "what was acknowledged was found by key, by id and by time"),
        (Leak, "memory, files and threads stayed level"),
        (Broker, "the broker logged no error and ended cleanly when asked"),
    ];
}
