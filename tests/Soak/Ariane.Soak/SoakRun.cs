using System.Globalization;
using Ariane.Client;
using Ariane.Soak.Disturbing;
using Ariane.Soak.Judging;
using Ariane.Soak.Load;
using Ariane.Soak.Measuring;
using Ariane.Soak.Reading;
using Ariane.Testing;

namespace Ariane.Soak;

/// <summary>
/// Sends through a real broker to all kinds of readers while a script makes consumers come and go and the broker
/// restart, then checks that everybody got everything and nothing grew. Runs once.
/// </summary>
/// <param name="dataFolder">Where broker and clients keep their files.</param>
/// <param name="script">Its end is the end of the sending.</param>
internal sealed class SoakRun(
    SoakPlan plan,
    string dataFolder,
    TextWriter output,
    Func<SoakStage, CancellationToken, Task> script,
    TimeProvider time)
{
    private readonly Findings _findings = new(time);
    private readonly Readers _readers = new(plan.Grace, time);

    /// <returns>How many promises were broken, of <see cref="FindingKinds.All"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        string store = Path.Combine(dataFolder, "broker");
        await using var process = new ArianeProcess(store, [.. SoakPlan.SmallFiles, .. plan.Settings]);
        var restarts = new Window(plan.Grace, time);
        var broker = new BrokerLife(process, restarts, _findings);
        var ledger = new Ledger(plan.Messages, _readers.Of);
        var context = new SoakContext(process.NameServerAddress, dataFolder, ledger, restarts, _findings, time);
        await broker.StartAsync(cancellationToken);
        await CreateTopicsAsync(context, cancellationToken);

        MemberSet[] members = [.. _readers.Pushed.Select(reader => new MemberSet(context, reader))];
        var stage = new SoakStage(broker, members, ledger);
        var sampler = new Sampler(
            context, plan, broker, _readers, () => members.Sum(set => set.Count), Path.Combine(dataFolder, "broker"));
        var lookups = new Lookups(context, plan.Seed);
        var visitors = new Visitors(context);
        await RunPartsAsync(
            context,
            stage,
            [
                sampler.RunAsync,
                lookups.RunAsync,
                visitors.RunAsync,
                new PullLoop(context, _readers.Pulling).RunAsync,
                new SegmentAging(Path.Combine(store, "commitlog"), plan.Retention, time).RunAsync,
            ],
            cancellationToken);
        await broker.StopAsync();
        broker.JudgeLog();
        return await ReportAsync(context, broker, sampler, lookups, visitors);
    }

    private static async Task CreateTopicsAsync(SoakContext context, CancellationToken cancellationToken)
    {
        await using ArianeClient client = context.Connect("setup");
        await client.Topics.CreateAsync(Traffic.Orders, 8, cancellationToken);
        await client.Topics.CreateAsync(Traffic.Events, 4, cancellationToken);
        await client.Topics.CreateAsync(Traffic.Bulk, 4, cancellationToken);
    }

    private async Task RunPartsAsync(
        SoakContext context,
        SoakStage stage,
        Func<CancellationToken, Task>[] parts,
        CancellationToken cancellationToken)
    {
        foreach (MemberSet set in stage.Members) await set.StartAsync(cancellationToken);
        using var stopSending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopRest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] rest = [.. parts.Select(part => part(stopRest.Token))];
        Task sending = new Producers(context, plan).RunAsync(stopSending.Token);
        try
        {
            await script(stage, cancellationToken);
            await stopSending.CancelAsync();
            await sending;
            await DrainAsync(context, cancellationToken);
        }
        finally
        {
            await stopRest.CancelAsync();
            await Task.WhenAll(rest);
            foreach (MemberSet set in stage.Members) await set.DisposeAsync();
        }
    }

    private async Task DrainAsync(SoakContext context, CancellationToken cancellationToken)
    {
        long ended = time.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        while (_readers.All.Any(reader => context.Ledger.ListMissing(reader.Index).Any()))
        {
            if (time.GetElapsedTime(ended) > plan.LongestWait) break;
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        foreach (Reader reader in _readers.All)
        {
            foreach (int number in context.Ledger.ListMissing(reader.Index))
            {
                string place = context.Ledger.PlaceOf(number);
                string topic = Traffic.TopicOf(number);
                _findings.Add(FindingKinds.Lost, $"{reader.Name} never got message {number} ({topic}, {place}).");
            }
        }
    }

    private async Task<int> ReportAsync(
        SoakContext context, BrokerLife broker, Sampler sampler, Lookups lookups, Visitors visitors)
    {
        IReadOnlyList<string> levels = new LeakCheck(sampler.Samples, _findings).Run();
        foreach (string row in Report.Table(sampler.Samples, _readers)) await output.WriteLineAsync(row);
        await output.WriteLineAsync();
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{context.Ledger.AcknowledgedCount} of {context.Ledger.Issued} messages acknowledged, " +
            $"{broker.Restarts} restarts, {lookups.Found} looked up, {visitors.Served} visitors served"));
        foreach (Reader reader in _readers.All)
        {
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{reader.Name}: {reader.Received} received, {reader.Duplicates} of them again"));
        }

        foreach (string level in levels) await output.WriteLineAsync(level);
        foreach (string finding in _findings.List()) await output.WriteLineAsync($"! {finding}");
        int failed = 0;
        foreach ((string kind, string promise) in FindingKinds.All)
        {
            int count = _findings.CountOf(kind);
            if (count > 0) failed++;
            await output.WriteLineAsync(count == 0 ? $"PASS {promise}" : $"FAIL {promise}: {count} findings ({kind})");
        }

        return failed;
    }
}
