using System.Text;
using Ariane.Crash.Processes;

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
        // Small files, so that all of them roll, and are flushed and checked, all the time.
        var plan = new CrashPlan(Messages: 6_000, Kills: 2)
        {
            Seed = seed,
            Settings = [setting, .. CrashPlan.SmallFiles],
        };
        var log = new StringWriter(new StringBuilder());

        IReadOnlyList<string> findings = await new CrashRun(plan, _data, log).RunAsync(CancellationToken.None);

        Assert.True(findings.Count == 0, $"{string.Join('\n', findings)}\n{log}");
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);
}
