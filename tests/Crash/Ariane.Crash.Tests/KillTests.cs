using System.Text;

namespace Ariane.Crash.Tests;

/// <summary>The short form of <c>eng/crash</c>: a real process, killed with SIGKILL while it is sent to.</summary>
public sealed class KillTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ariane-crash-").FullName;

    [Theory]
    [InlineData("flushDiskType=SYNC_FLUSH", 11)]
    [InlineData("flushDiskType=ASYNC_FLUSH", 12)]   // a killed process loses nothing that it wrote: the system keeps it
    public async Task Broker_KilledWhileSending_KeepsWhatItAcknowledged(string setting, int seed)
    {
        // Segments of 4 MiB, so that the log rolls several times.
        var plan = new CrashPlan(Messages: 20_000, Kills: 2) { Seed = seed, Settings = [setting, "mappedFileSizeCommitLog=4194304"] };
        var log = new StringWriter(new StringBuilder());

        IReadOnlyList<string> findings = await new CrashRun(plan, _data, log).RunAsync(CancellationToken.None);

        Assert.True(findings.Count == 0, $"{string.Join('\n', findings)}\n{log}");
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
