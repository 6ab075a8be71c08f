using Ariane.Soak.Judging;
using Ariane.Soak.Measuring;

namespace Ariane.Soak.Tests;

/// <summary>Does the soak see a leak when there is one?</summary>
public sealed class LeakCheckTests
{
    private const int MegaByte = 1024 * 1024;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly ProcessUsage Level = new(
        20 * MegaByte, 0, QueueFiles: 300, Files: 100, Sockets: 20, Threads: 15, default);

    [Fact]
    public void Run_EverythingLevel_FindsNothing() => Assert.Equal(0, CountLeaks(60, _ => Level));

    [Fact]
    public void Run_FilesOfNewQueues_AreNoLeak() => Assert.Equal(
        0, CountLeaks(60, index => Level with { QueueFiles = 300 + (10 * index) }));

    [Fact]
    public void Run_MemoryGrowsWithinALife_IsFound() => Assert.Equal(
        1, CountLeaks(60, index => Level with { AnonymousBytes = (20 + index) * MegaByte }));

    [Fact]
    public void Run_DescriptorsGrowWithinALife_IsFound() => Assert.Equal(
        2, CountLeaks(60, index => Level with { Files = 100 + index, Sockets = 20 + index }));

    [Fact]
    public void Run_ThreadsGrowAcrossLives_IsFound() => Assert.Equal(
        1, CountLeaks(6, index => Level with { Threads = 15 + (index / 3) }));

    private static int CountLeaks(int samplesOfALife, Func<int, ProcessUsage> usageOf)
    {
        Sample[] samples = [.. Enumerable.Range(0, 60).Select(index => new Sample(
            Interval * index,
            Life: index / samplesOfALife,
            LifeAge: Interval * (index % samplesOfALife),
            Acknowledged: 0,
            OldestWait: default,
            Received: [],
            Duplicates: [],
            Members: 0)
        {
            Broker = usageOf(index),
            Clients = Level,
        })];
        var findings = new Findings(TimeProvider.System);
        new LeakCheck(samples, findings).Run();
        return findings.CountOf(FindingKinds.Leak);
    }
}
