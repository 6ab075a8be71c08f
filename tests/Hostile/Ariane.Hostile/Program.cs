using System.Globalization;
using System.Net;
using Ariane.Hostile.Attacks;
using Ariane.Hostile.Fuzzing;
using Ariane.Hostile.Measuring;
using Ariane.Hostile.Wire;
using Ariane.Testing;

// usage: Ariane.Hostile [--minutes N] [--only fuzz|NAME,NAME] [--seed N]   see eng/hostile
//        Ariane.Hostile attack NAME BROKER-PORT NAMESRV-PORT         between two lines of input
if (args is ["attack", var attackName, var brokerPort, var nameServerPort])
{
    using var stopping = new CancellationTokenSource();
    await using var target = new AttackTarget(
        Local(brokerPort), Local(nameServerPort), scale: 1, AttackRun.AttackerProcessors);
    await Console.In.ReadLineAsync();
    Task<string> attack = Attack.All.Append(Attack.BusyNeighbour).Single(one => one.Name == attackName)
        .RunAsync(target, stopping.Token);
    await Console.In.ReadLineAsync();
    await stopping.CancelAsync();
    Console.WriteLine(await attack);
    return 0;
}

double minutes = 5;
string[] only = [];
int seed = Random.Shared.Next();
for (int i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--minutes": minutes = double.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        case "--only": only = args[i + 1].Split(','); break;
        case "--seed": seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture); break;
        default: Console.Error.WriteLine($"Unknown option {args[i]}."); return 2;
    }
}

string data = Directory.CreateTempSubdirectory("ariane-hostile-").FullName;
var attacks = Attack.All.Where(attack => only.Length == 0 || only.Contains(attack.Name)).ToList();
bool isFuzzing = only.Length == 0 || only.Contains("fuzz");
TimeSpan share = TimeSpan.FromMinutes(minutes) / (attacks.Count + (isFuzzing ? 2 : 0));
int passed = 0, failed = 0;
if (attacks.Count > 0)
{
    Console.WriteLine(AttackResult.Titles);
    foreach (Attack attack in attacks) Count((await MeasureAsync(attack)).Problems.Length == 0);
}

if (isFuzzing)
{
    foreach (bool isOverSockets in (bool[])[false, true]) Count(await FuzzAsync(isOverSockets, share));
}

Directory.Delete(data, recursive: true);
Console.WriteLine($"{passed} passed, {failed} failed");
return failed == 0 ? 0 : 1;

void Count(bool isPassed)
{
    if (isPassed) passed++;
    else failed++;
}

async Task<AttackResult> MeasureAsync(Attack attack)
{
    string store = Path.Combine(data, attack.Name);
    await using var server = new ArianeProcess(store);
    await server.StartAsync();
    await using WellBehaved client = await WellBehaved.ConnectAsync(
        new IPEndPoint(IPAddress.Loopback, server.BrokerPort));
    await client.PrepareAsync(scale: 1);
    await client.MeasureAsync(TimeSpan.FromSeconds(4));   // so that what is compared has been compiled
    AttackResult result = await new AttackRun(server, client, share * 0.8).RunAsync(attack);
    Console.WriteLine(result);
    if (result.Problems.Length > 0) Console.WriteLine(string.Join('\n', server.Log.Split('\n').TakeLast(20)));
    return result;
}

async Task<bool> FuzzAsync(bool isOverSockets, TimeSpan duration)
{
    string store = Path.Combine(data, isOverSockets ? "fuzz-sockets" : "fuzz");
    var findings = new List<Finding>();
    SortedDictionary<int, int> answers;
    int rounds = 0;
    await using (FuzzServer server = await FuzzServer.StartAsync(store, isOverSockets))
    {
        var fuzzer = new Fuzzer(server, Corpus.Load(), seed);
        long start = TimeProvider.System.GetTimestamp();
        await fuzzer.SendCorpusAsync();
        await fuzzer.SendNestedAsync();
        while (TimeProvider.System.GetElapsedTime(start) < duration && fuzzer.Findings.Count == 0)
        {
            await fuzzer.SendFramesAsync(300);
            await fuzzer.SendRequestsAsync(3000);
            await fuzzer.RestartAsync();
            rounds++;
        }

        findings.AddRange(fuzzer.Findings);
        answers = fuzzer.Answers;
    }

    var configuration = new ConfigurationFuzzer(Directory.CreateDirectory(store + "-config").FullName, seed);
    configuration.ReadSettings(2000);
    await configuration.OpenStoresAsync(200);
    findings.AddRange(configuration.Findings);
    Console.WriteLine(
        $"fuzz {(isOverSockets ? "over sockets" : "in process")}, seed {seed}: "
        + $"{rounds} rounds of 300 frames and 3000 requests, "
        + $"2000 settings, 200 stores; answers {string.Join(' ', answers.Select(pair => $"{pair.Key}:{pair.Value}"))}");
    foreach ((int index, Finding finding) in findings.Take(10).Index()) Keep(index, finding);
    return findings.Count == 0;
}

// To be moved to Corpus/frames once the cause is mended.
void Keep(int index, Finding finding)
{
    string path = Path.Combine(
        Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts", "hostile")).FullName,
        $"{DateTime.UtcNow:HHmmssfff}-{index}.bin");
    File.WriteAllBytes(path, finding.Input);
    Console.WriteLine($"{finding}\n  kept as {path}");
}

static IPEndPoint Local(string port) => new(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
