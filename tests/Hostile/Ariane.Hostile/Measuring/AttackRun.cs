using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ariane.Hostile.Attacks;
using Ariane.Testing;

namespace Ariane.Hostile.Measuring;

/// <summary>One attack on a server process of its own, with a well-behaved client beside it.</summary>
/// <remarks>
/// The attack runs in a process of its own, with low priority and <see cref="AttackerProcessors"/>: what the attacker's
/// own work costs on the same machine is not what the server does to its other clients.
/// </remarks>
public sealed class AttackRun(ArianeProcess server, WellBehaved client, TimeSpan duration)
{
    /// <summary>The two budgets of 256 MiB that connections share, and as much again for everything else.</summary>
    public const long MaxMebibytes = 1024;

    /// <summary>How much of the machine an attacker may use.</summary>
    public const double AttackerProcessors = 0.4;

    // For a process to be loaded, which is no attack.
    private static readonly TimeSpan Loading = TimeSpan.FromSeconds(1);

    public async Task<AttackResult> RunAsync(Attack attack)
    {
        int errors = CountErrors();
        long memoryBefore = ServerMemory.Now(server.ProcessId);
        TimeSpan[] before = await client.MeasureAsync(duration / 3);
        await using var memory = ServerMemory.Watch(server.ProcessId);
        using Process attacker = Start(attack);
        await Task.Delay(Loading);
        await attacker.StandardInput.WriteLineAsync("go");
        TimeSpan[] during = await client.MeasureAsync(duration * 2 / 3);
        await attacker.StandardInput.WriteLineAsync("stop");
        string what = await attacker.StandardOutput.ReadToEndAsync();
        await attacker.WaitForExitAsync();
        await client.RoundTripAsync();
        var problems = new List<string>();
        if (what.Trim().Length == 0) problems.Add("the attacker did nothing");
        if (attacker.ExitCode != 0) problems.Add($"the attacker ended with {attacker.ExitCode}");
        if (memory.MostMebibytes > MaxMebibytes) problems.Add($"more than {MaxMebibytes} MiB");
        if (CountErrors() > errors) problems.Add("errors in the server's log");
        return new AttackResult(
            attack.Name, what.Trim(), Percentile(before), Percentile(during), memoryBefore, memory.MostMebibytes, string.Join(", ", problems));
    }

    private static TimeSpan Percentile(TimeSpan[] sorted) => sorted[(int)(sorted.Length * 0.99)];

    private int CountErrors() => server.Log.Split('\n').Count(static line => line.Contains(" ERROR ", StringComparison.Ordinal));

    private Process Start(Attack attack) => Process.Start(new ProcessStartInfo("nice")
    {
        ArgumentList =
        {
            "-n", "10", Environment.ProcessPath!, "attack", attack.Name,
            server.BrokerPort.ToString(CultureInfo.InvariantCulture), server.NameServerPort.ToString(CultureInfo.InvariantCulture),
        },
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}

/// <summary>What became of one attack; no problems is success.</summary>
public sealed record AttackResult(
    string Name, string What, TimeSpan Before, TimeSpan During, long MebibytesBefore, long MostMebibytes, string Problems)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-18} {Before.TotalMilliseconds,8:F2} {During.TotalMilliseconds,8:F2} {During / Before,6:F1} {MebibytesBefore,7} {MostMebibytes,7}  {(Problems.Length == 0 ? "ok" : Problems),-6} {What}");
}
