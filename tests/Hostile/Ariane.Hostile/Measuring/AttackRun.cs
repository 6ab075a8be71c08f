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
/// to its other clients. Measured in short windows, before, during and after the attack: of each the p99, and of these
/// the median, so that one hiccup of the machine is not taken for the server's.
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
        TimeSpan[] before = await MeasureAsync(duration / 5);
        using Process attacker = Start(attack);
        await Task.Delay(Loading);
        await attacker.StandardInput.WriteLineAsync("go");
        TimeSpan[] during = await MeasureAsync(duration * 3 / 5);
        await attacker.StandardInput.WriteLineAsync("stop");
        string what = await attacker.StandardOutput.ReadToEndAsync();
        await attacker.WaitForExitAsync();
        await Task.Delay(Settling);
        TimeSpan[] after = await MeasureAsync(duration / 5);
        var problems = new List<string>();
        if (what.Trim().Length == 0) problems.Add("the attacker did nothing");
        if (attacker.ExitCode != 0) problems.Add($"the attacker ended with {attacker.ExitCode}");
        if (memory.MostMebibytes > MaxMebibytes) problems.Add($"more than {MaxMebibytes} MiB");
        if (CountErrors() > errors) problems.Add("errors in the server's log");
        return new AttackResult(
            attack.Name, what.Trim(), before, during, after, memoryBefore, memory.MostMebibytes,
            string.Join(", ", problems));
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
    TimeSpan[] During,
    TimeSpan[] After,
    long MebibytesBefore,
    long MostMebibytes,
    string Problems)
{
    public static string Titles { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{"attack",-18} {"before",7} {"during",7} {"worst",7} {"after",7} {"ratio",6} {"MiB",5} {"most",5}  result");

    /// <summary>How much longer others wait during the attack than before and after it.</summary>
    public double Ratio => Median(During) / Median([.. Before, .. After]);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-18} {Median(Before).TotalMilliseconds,7:F2} {Median(During).TotalMilliseconds,7:F2} "
        + $"{During.Max().TotalMilliseconds,7:F2} {Median(After).TotalMilliseconds,7:F2} {Ratio,6:F1} "
        + $"{MebibytesBefore,5} {MostMebibytes,5}  {(Problems.Length == 0 ? "ok" : Problems),-6} {What}");

    // The lower one of two in the middle.
    private static TimeSpan Median(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }
}
