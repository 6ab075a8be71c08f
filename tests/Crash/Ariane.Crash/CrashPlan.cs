namespace Ariane.Crash;

/// <summary>What a crash run does.</summary>
/// <param name="Messages">How many messages are sent, each until it is acknowledged.</param>
/// <param name="Kills">How often the broker is killed, at random moments of the sending.</param>
public sealed record CrashPlan(int Messages, int Kills)
{
    public int BodyBytes { get; init; } = 1024;

    public int Queues { get; init; } = 8;

    /// <summary>Sends that are under way at the same time.</summary>
    public int Senders { get; init; } = 128;

    public int Seed { get; init; } = 1;

    /// <summary>Broker settings as <c>key=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = ["flushDiskType=SYNC_FLUSH"];
}
