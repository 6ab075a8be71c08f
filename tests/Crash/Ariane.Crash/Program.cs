using System.Globalization;
using Ariane.Crash;

// usage: Ariane.Crash [--messages N] [--kills N] [--seed N] [--set key=value]...   see eng/crash
int messages = 1_000_000, kills = 3, seed = Random.Shared.Next();
List<string> settings = [];
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--messages": messages = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--kills": kills = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--set": settings.Add(args[i + 1]); break;
        default: Console.Error.WriteLine($"Unknown option {args[i]}."); return 2;
    }
}

string data = Directory.CreateTempSubdirectory("ariane-crash-").FullName;
var plan = new CrashPlan(messages, kills) { Seed = seed };
if (settings.Count > 0) plan = plan with { Settings = settings };
Console.WriteLine($"{messages} messages, {kills} kills, seed {seed}, {string.Join(' ', plan.Settings)}");
IReadOnlyList<string> findings = await new CrashRun(plan, data, Console.Out).RunAsync(CancellationToken.None);
foreach (string finding in findings) Console.WriteLine(finding);
Console.WriteLine(findings.Count == 0 ? "1 passed, 0 failed" : $"The store is kept in {data}\n0 passed, 1 failed");
if (findings.Count == 0) Directory.Delete(data, recursive: true);
return findings.Count == 0 ? 0 : 1;
