using System.Diagnostics;
using System.Globalization;

namespace Ariane.Crash;

/// <summary>Runs scenarios in turn, each with a new seed every time, until the time is over. Runs once.</summary>
internal sealed class Bench(IReadOnlyList<Scenario> scenarios, int seed, TextWriter output)
{
    private readonly Random _seeds = new(seed);
    private readonly Dictionary<Scenario, Tally> _tallies =
        scenarios.ToDictionary(scenario => scenario, _ => new Tally());

    public int Passed => _tallies.Values.Sum(tally => tally.Runs - tally.Failures);

    public int Failed => _tallies.Values.Sum(tally => tally.Failures);

    /// <summary>At least one turn of each.</summary>
    public async Task RunAsync(TimeSpan time)
    {
        long started = Stopwatch.GetTimestamp();
        do
        {
            foreach (Scenario scenario in scenarios)
            {
                for (int run = 0; run < scenario.Weight; run++) await RunOnceAsync(scenario, _seeds.Next());
            }
        }
        while (Stopwatch.GetElapsedTime(started) < time);
    }

    /// <summary>One trial of each, all with the bench's own seed: to see a failure again.</summary>
    public async Task RepeatAsync()
    {
        foreach (Scenario scenario in scenarios) await RunOnceAsync(scenario, seed);
    }

    public void WriteTable()
    {
        output.WriteLine();
        output.WriteLine($"{"scenario",-40} {"runs",8} {"failed",8} {"seconds",8}");
        foreach (Scenario scenario in scenarios)
        {
            Tally tally = _tallies[scenario];
            string seconds = tally.Time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            output.WriteLine($"{scenario.Name,-40} {tally.Runs,8} {tally.Failures,8} {seconds,8}");
        }
    }

    private async Task RunOnceAsync(Scenario scenario, int trialSeed)
    {
        long started = Stopwatch.GetTimestamp();
        Outcome outcome = await RunCaughtAsync(scenario, trialSeed);
        Tally tally = _tallies[scenario];
        tally.Time += Stopwatch.GetElapsedTime(started);
        tally.Runs++;
        if (outcome.IsPassed) return;

        tally.Failures++;
        string kept = Directory.CreateTempSubdirectory("ariane-crash-").FullName;
        outcome.SaveTo(kept);
        await output.WriteLineAsync($"FAILED {scenario.Name} --seed {trialSeed}; what it left is in {kept}");
        foreach (string finding in outcome.Findings) await output.WriteLineAsync($"  {finding}");
    }

    /// <summary>What a trial did not expect is a finding too, and the others go on.</summary>
    private static async Task<Outcome> RunCaughtAsync(Scenario scenario, int trialSeed)
    {
        try
        {
            return await scenario.RunAsync(trialSeed);
        }
#pragma warning disable CA1031 // The outer edge.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Outcome([exception.ToString()], static _ => { });
        }
    }

    private sealed class Tally
    {
        public int Runs { get; set; }

        public int Failures { get; set; }

        public TimeSpan Time { get; set; }
    }
}
