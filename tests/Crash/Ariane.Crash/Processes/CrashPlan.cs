namespace Ariane.Crash.Processes;

/// <summary>What a crash run does.</summary>
/// <param name="Messages">How many messages are sent, each until it is acknowledged.</param>
/// <param name="Kills">How often the broker is killed, at random moments of the sending.</param>
public sealed record CrashPlan(int Messages, int Kills)
{
    /// <summary>
    /// Settings with which segments of all kinds roll, and flushes, checkpoints and saves come, all the time.
    /// </summary>
    public static IReadOnlyList<string> SmallFiles { get; } =
    [
        "mappedFileSizeCommitLog=1048576",
        "mappedFileSizeConsumeQueue=4000",
        "maxHashSlotNum=1000",
        "maxIndexNum=4000",
        "flushIntervalConsumeQueue=20",
        "flushConsumeQueueThoroughInterval=50",
        "flushConsumerOffsetInterval=10",
    ];

    /// <summary>Segments expire as soon as the next is begun.</summary>
    public static IReadOnlyList<string> ConstantRetention { get; } =
    [
        "fileReservedTime=0",
        "cleanResourceInterval=100",
        "deleteCommitLogFilesInterval=0",
        "deleteWhen=00;01;02;03;04;05;06;07;08;09;10;11;12;13;14;15;16;17;18;19;20;21;22;23",
    ];

    public int BodyBytes { get; init; } = 1024;

    public int Queues { get; init; } = 8;

    /// <summary>Sends that are under way at the same time.</summary>
    public int Senders { get; init; } = 128;

    public int Seed { get; init; } = 1;

    /// <summary>Broker settings as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = ["flushDiskType=SYNC_FLUSH"];
}
