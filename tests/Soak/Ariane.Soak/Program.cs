using System.Globalization;
using Ariane.Soak;
using Ariane.Soak.Disturbing;
using Ariane.Soak.Judging;

// usage: Ariane.Soak [--minutes N] [--rate N] [--seed N] [--set key=value]...   see eng/soak
double minutes = 30;
int rate = 3000, seed = Random.Shared.Next();
List<string> settings = [];
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--minutes": minutes = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--rate": rate = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--set": settings.Add(args[i + 1]); break;
        default: Console.Error.WriteLine($"Unknown option {args[i]}."); return 2;
    }
}

// The broker allocates so little that it would collect once in ten minutes, and look as if it grew until then. With a
// youngest generation of 4 MiB (hexadecimal) it soon holds what it needs and little else. This process has started, so
// that it goes on as it is.
Environment.SetEnvironmentVariable("DOTNET_GCgen0size", "400000");
string data = Directory.CreateTempSubdirectory("ariane-soak-").FullName;
TimeSpan length = TimeSpan.FromMinutes(minutes);
var plan = new SoakPlan((int)(length.TotalSeconds * rate) + rate, rate) { Seed = seed, Settings = settings };
Console.WriteLine($"{minutes} minutes, {rate} messages a second, seed {seed}, {string.Join(' ', settings)}");
var script = new RandomScript(length, seed, Console.Out, TimeProvider.System);
var run = new SoakRun(plan, data, Console.Out, script.RunAsync, TimeProvider.System);
int failed = await run.RunAsync(CancellationToken.None);
if (failed == 0) Directory.Delete(data, recursive: true);
else Console.WriteLine($"The store is kept in {data}");
Console.WriteLine($"{FindingKinds.All.Count - failed} passed, {failed} failed");
return failed == 0 ? 0 : 1;
