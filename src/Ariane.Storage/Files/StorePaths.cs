namespace Ariane.Storage.Files;

/// <summary>Names below the root of a store. Source: store/.../store/config/StorePathConfigHelper.java.</summary>
internal static class StorePaths
{
    public const string CommitLog = "commitlog";
    public const string ConsumeQueue = "consumequeue";
    public const string Index = "index";
    public const string Checkpoint = "checkpoint";
    public const string Abort = "abort";
    public const string Lock = "lock";
    public const string DeletedTopics = "config/deletedTopics.json";

    /// <summary>Ours alone; upstream ignores what it does not know in the root.</summary>
    public const string QueueSummary = "queuesummary";

    public static string CommitLogDirectory(StoreOptions options) =>
        options.CommitLogDirectory ?? Path.Combine(options.RootDirectory, CommitLog);

    public static string ConsumeQueueDirectory(StoreOptions options) =>
        Path.Combine(options.RootDirectory, ConsumeQueue);

    public static string IndexDirectory(StoreOptions options) => Path.Combine(options.RootDirectory, Index);
}
