using System.Globalization;
using Ariane.Crash;

// usage: Ariane.Crash [--minutes N] [--only TEXT] [--seed N] [--messages N]   see eng/crash
double minutes = 0;
int? seed = null;
int? messages = null;
string only = "";
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--minutes": minutes = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--messages": messages = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--only": only = args[i + 1]; break;
        default: Console.Error.WriteLine($"Unknown option {args[i]}."); return 2;
    }
}

IEnumerable<Scenario> all =
    messages is { } many ? [Scenarios.Large(many)] : Scenarios.Stores.Concat(Scenarios.Processes);
Scenario[] scenarios = [.. all.Where(scenario => scenario.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
var bench = new Bench(scenarios, seed ?? Random.Shared.Next(), Console.Out);
if (seed is not null && minutes == 0) await bench.RepeatAsync();
else await bench.RunAsync(TimeSpan.FromMinutes(minutes));
bench.WriteTable();
Console.WriteLine($"{bench.Passed} passed, {bench.Failed} failed");
return bench.Failed == 0 ? 0 : 1;
