using Ariane.Crash.Processes;
using Ariane.Crash.Stores;

namespace Ariane.Crash;

/// <summary>All that the bench does, in the order of the table.</summary>
internal static class Scenarios
{
    /// <summary>Over files in memory: quick, and at any call of the disk.</summary>
    public static IReadOnlyList<Scenario> Stores { get; } =
    [
        Crash("store: kill, sync flush", Ending.Kill, syncFlush: true),
        Crash("store: kill, async flush", Ending.Kill, syncFlush: false),
        Crash("store: power loss, sync flush", Ending.PowerLoss, syncFlush: true),
        Crash("store: power loss, async flush", Ending.PowerLoss, syncFlush: false),
        Crash("store: clock jumps and kill", Ending.Kill, syncFlush: false, jumpsClock: true),
        Crash("store: clock jumps and power loss", Ending.PowerLoss, syncFlush: true, jumpsClock: true),
        Crash("store: clock jumps, power loss, async", Ending.PowerLoss, syncFlush: false, jumpsClock: true),
        new("store: every call a crash", 1, SweepAsync),
        Fault("store: disk full", isDiskFull: true),
        Fault("store: disk errors", isDiskFull: false),
        new("store: damaged files", 50, async seed =>
        {
            var trial = new DamageTrial(seed);
            await trial.RunAsync();
            return new Outcome(trial.Findings.All, trial.Files.SaveTo);
        }),
    ];

    /// <summary>Real processes on real files.</summary>
    public static IReadOnlyList<Scenario> Processes { get; } =
    [
        Process("process: sync flush", ["flushDiskType=SYNC_FLUSH", .. CrashPlan.SmallFiles]),
        Process("process: async flush", ["flushDiskType=ASYNC_FLUSH", .. CrashPlan.SmallFiles]),
        Process(
            "process: retention",
            ["flushDiskType=SYNC_FLUSH", .. CrashPlan.SmallFiles, .. CrashPlan.ConstantRetention]),
    ];

    /// <summary>A store of the size that people have, with settings as they come.</summary>
    public static Scenario Large(int messages) =>
        Process($"process: {messages} messages, sync flush", ["flushDiskType=SYNC_FLUSH"], messages);

    private static Scenario Crash(string name, Ending ending, bool syncFlush, bool jumpsClock = false) =>
        new(name, 25, async seed =>
        {
            var trial = new CrashTrial(seed, ending, syncFlush) { JumpsClock = jumpsClock };
            await trial.RunAsync();
            return new Outcome(trial.Findings.All, trial.SaveTo);
        });

    /// <summary>The same small run again and again, crashed at its first call, its second, and so on.</summary>
    private static async Task<Outcome> SweepAsync(int seed)
    {
        int calls = 1;
        for (int call = 1; call <= calls; call++)
        {
            var trial = new CrashTrial(seed, call % 2 == 0 ? Ending.Kill : Ending.PowerLoss, syncFlush: true)
            {
                Steps = 40,
                Call = call,
            };
            await trial.RunAsync();
            if (!trial.Findings.IsEmpty) return new Outcome([$"Call {call}:", .. trial.Findings.All], trial.SaveTo);
            if (trial.Calls >= call) calls = call + 1;
        }

        return new Outcome([], static _ => { });
    }

    private static Scenario Fault(string name, bool isDiskFull) => new(name, 50, async seed =>
    {
        var trial = new FaultTrial(seed, isDiskFull);
        await trial.RunAsync();
        return new Outcome(trial.Findings.All, trial.Files.SaveTo);
    });

    private static Scenario Process(string name, string[] settings, int messages = 40_000) => new(name, 1, async seed =>
    {
        string data = Directory.CreateTempSubdirectory("ariane-crash-data-").FullName;
        var plan = new CrashPlan(messages, Kills: 3) { Seed = seed, Settings = settings };
        IReadOnlyList<string> findings = await new CrashRun(plan, data, TextWriter.Null)
            .RunAsync(CancellationToken.None);
        if (findings.Count == 0) Directory.Delete(data, recursive: true);
        return new Outcome(findings, kept => Directory.Move(data, Path.Combine(kept, "data")));
    });
}
