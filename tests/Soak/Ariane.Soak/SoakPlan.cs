namespace Ariane.Soak;

/// <summary>What a soak does, apart from what its script disturbs.</summary>
/// <param name="Messages">The most messages that are sent.</param>
/// <param name="Rate">Messages per second, as far as the broker takes them.</param>
public sealed record SoakPlan(int Messages, int Rate)
{
    public int Seed { get; init; } = 1;

    /// <summary>How often memory, files and threads are counted.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How old a segment of the log grows before the soak makes the broker take it for expired. Long enough for every
    /// reader that is not stuck.
    /// </summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long a message that was acknowledged may wait for its last reader.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long after a disturbance its consequences are not held against anyone: calls that fail, duplicates.
    /// </summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Broker settings as <c>key=value</c>. Everything is small, so that all kinds of files roll and expire.
    /// </summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    internal static IReadOnlyList<string> SmallFiles { get; } =
    [
        "mappedFileSizeCommitLog=16777216",
        "mappedFileSizeConsumeQueue=100000",
        "maxHashSlotNum=50000",
        "maxIndexNum=200000",
        "fileReservedTime=1",
        "deleteWhen=00;01;02;03;04;05;06;07;08;09;10;11;12;13;14;15;16;17;18;19;20;21;22;23",
        "cleanResourceInterval=5000",
        "flushConsumerOffsetInterval=2000",
    ];
}
