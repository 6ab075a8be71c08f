using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ariane.Hostile.Attacks;
using Ariane.Testing;

namespace Ariane.Hostile.Measuring;

/// <summary>One attack on a server process of its own, with a well-behaved client beside it.</summary>
/// <remarks>
/// The attack runs in a process of its own, which gets a processor when nobody else wants it, and no more than
/// <see cref="AttackerProcessors"/>: what the attacker's own work costs on the same machine is not what the server does
/// to its other clients. What it does cost is measured first, beside a process that uses as much and attacks nobody.
/// Measured in short windows: of each the p99, and of these the median, so that one hiccup of the machine is not taken
/// for the server's.
/// </remarks>
public sealed class AttackRun(ArianeProcess server, WellBehaved client, TimeSpan duration)
{
    /// <summary>The two budgets of 256 MiB that connections share, and as much again for everything else.</summary>
    public const long MaxMebibytes = 1024;

    /// <summary>How much of the machine an attacker may use.</summary>
    public const double AttackerProcessors = 0.4;

    // 500 steps.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    // For a process to be loaded, which is no attack, and for a server to forget one.
    private static readonly TimeSpan Loading = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    public async Task<AttackResult> RunAsync(Attack attack)
    {
        int errors = CountErrors();
        long memoryBefore = ServerMemory.Now(server.ProcessId);
        await using var memory = ServerMemory.Watch(server.ProcessId);
        TimeSpan[] before = await MeasureAsync(duration * 0.15);
        (TimeSpan[] beside, _, _) = await MeasureWhileAsync(Attack.BusyNeighbour, duration * 0.35);
        (TimeSpan[] during, string what, int exitCode) = await MeasureWhileAsync(attack, duration * 0.35);
        TimeSpan[] after = await MeasureAsync(duration * 0.15);
        var problems = new List<string>();
        if (what.Length == 0) problems.Add("the attacker did nothing");
        if (exitCode != 0) problems.Add($"the attacker ended with {exitCode}");
        if (memory.MostMebibytes > MaxMebibytes) problems.Add($"more than {MaxMebibytes} MiB");
        if (CountErrors() > errors) problems.Add("errors in the server's log");
        return new AttackResult(
            attack.Name, what, before, beside, during, after, memoryBefore, memory.MostMebibytes,
            string.Join(", ", problems));
    }

    private async Task<(TimeSpan[] Times, string What, int ExitCode)> MeasureWhileAsync(Attack attack, TimeSpan total)
    {
        using Process attacker = Start(attack);
        await Task.Delay(Loading);
        await attacker.StandardInput.WriteLineAsync("go");
        TimeSpan[] times = await MeasureAsync(total);
        await attacker.StandardInput.WriteLineAsync("stop");
        string what = await attacker.StandardOutput.ReadToEndAsync();
        await attacker.WaitForExitAsync();
        await Task.Delay(Settling);
        return (times, what.Trim(), attacker.ExitCode);
    }

    private async Task<TimeSpan[]> MeasureAsync(TimeSpan total)
    {
        var windows = new TimeSpan[Math.Max(2, (int)(total / Window))];
        for (int i = 0; i < windows.Length; i++)
        {
            TimeSpan[] sorted = await client.MeasureAsync(Window);
            windows[i] = sorted[(int)(sorted.Length * 0.99)];
        }

        return windows;
    }

    private int CountErrors() =>
        server.Log.Split('\n').Count(static line => line.Contains(" ERROR ", StringComparison.Ordinal));

    private Process Start(Attack attack) => Process.Start(new ProcessStartInfo("chrt")
    {
        ArgumentList =
        {
            "--idle", "0", Environment.ProcessPath!, "attack", attack.Name,
            server.BrokerPort.ToString(CultureInfo.InvariantCulture),
            server.NameServerPort.ToString(CultureInfo.InvariantCulture),
        },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}

/// <summary>What became of one attack; no problems is success. The times are the p99 of each window.</summary>
public sealed record AttackResult(
    string Name,
    string What,
    TimeSpan[] Before,
    TimeSpan[] Beside,
    TimeSpan[] During,
    TimeSpan[] After,
    long MebibytesBefore,
    long MostMebibytes,
    string Problems)
{
    public static string Titles { get; } =
        Row("attack", "before", "beside", "during", "worst", "after", "ratio", "MiB", "most", "result", "");

    /// <summary>How much longer others wait during the attack than beside a process that attacks nobody.</summary>
    public double Ratio => Median(During) / Median(Beside);

    public override string ToString() => Row(
        Name, Text(Median(Before)), Text(Median(Beside)), Text(Median(During)), Text(During.Max()), Text(Median(After)),
        Ratio.ToString("F1", CultureInfo.InvariantCulture), $"{MebibytesBefore}", $"{MostMebibytes}",
        Problems.Length == 0 ? "ok" : Problems, What);

    private static string Row(
        string name, string before, string beside, string during, string worst, string after, string ratio,
        string memory, string mostMemory, string result, string what) =>
        $"{name,-18} {before,7} {beside,7} {during,7} {worst,7} {after,7} {ratio,6} {memory,5} {mostMemory,5}  "
        + $"{result,-6} {what}".TrimEnd();

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture);

    // The lower one of two in the middle.
    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}
