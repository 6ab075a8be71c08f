using System.Globalization;
using Ariane.Soak.Measuring;

namespace Ariane.Soak.Judging;

/// <summary>
/// Compares like with like: the beginning of the broker's longest life with its end, early lives with late ones, and
/// the beginning of the clients' process with its end. What a start needs is left out.
/// </summary>
internal sealed class LeakCheck(IReadOnlyList<Sample> samples, Findings findings)
{
    private const int LeastSamples = 12;
    private const int SocketsOfMember = 2;      // to the broker and to its name server
    private const long MegaByte = 1024 * 1024;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(30);

    private readonly List<string> _lines = [];

    /// <summary>What was compared, a line each; empty when the run was too short for that.</summary>
    public IReadOnlyList<string> Run()
    {
        JudgeLongestLife();
        JudgeLives();
        JudgeClients();
        return _lines;
    }

    private void JudgeLongestLife()
    {
        Sample[] life = [.. samples.Where(sample => sample.Broker is not null && sample.LifeAge >= WarmUp)
            .GroupBy(sample => sample.Life).MaxBy(life => life.Count()) ?? Enumerable.Empty<Sample>()];
        if (life.Length < LeastSamples) return;
        string name = string.Create(
            CultureInfo.InvariantCulture, $"broker, within {life[^1].LifeAge.TotalMinutes:0.0} minutes of one life");
        JudgeBroker(name, Thirds(life));
    }

    private void JudgeLives()
    {
        Sample[] grown = [.. samples.Where(sample => sample.Broker is not null && sample.LifeAge >= ShortLife)];
        // The last one of each: as old as the life became. The longest life is older than any other.
        int longest = grown.GroupBy(sample => sample.Life).MaxBy(life => life.Count())?.Key ?? -1;
        Sample[] lives = [.. grown.Where(sample => sample.Life != longest).GroupBy(sample => sample.Life)
            .Select(life => life.Last())];
        if (lives.Length < LeastSamples / 2) return;
        JudgeBroker(string.Create(CultureInfo.InvariantCulture, $"broker, across {lives.Length} lives"), Thirds(lives));
    }

    private void JudgeBroker(string name, (Sample[] First, Sample[] Last) parts)
    {
        Judge($"{name}: anonymous MB", parts, sample => (double)sample.Broker!.AnonymousBytes / MegaByte, 4);
        Judge($"{name}: open files less those of queues", parts, sample => sample.Broker!.Files, 8);
        Judge($"{name}: sockets less members", parts, sample => LessMembers(sample, sample.Broker!), 4);
        Judge($"{name}: threads", parts, sample => sample.Broker!.Threads, 3);
    }

    private void JudgeClients()
    {
        Sample[] grown = [.. samples.Where(sample => sample.Broker is not null && sample.LifeAge >= ShortLife)];
        grown = grown[(grown.Length / 5)..];
        if (grown.Length < LeastSamples) return;
        (Sample[] First, Sample[] Last) parts = Thirds(grown);
        Judge("clients: managed MB", parts, sample => (double)sample.ClientHeapBytes / MegaByte, 3);
        Judge("clients: anonymous MB", parts, sample => (double)sample.Clients.AnonymousBytes / MegaByte, 12);
        Judge("clients: sockets less members", parts, sample => LessMembers(sample, sample.Clients), 4);
        Judge("clients: threads", parts, sample => sample.Clients.Threads, 3);
    }

    private static int LessMembers(Sample sample, ProcessUsage usage) =>
        usage.Sockets - (SocketsOfMember * sample.Members);

    private static (Sample[] First, Sample[] Last) Thirds(Sample[] all) =>
        (all[..(all.Length / 3)], all[^(all.Length / 3)..]);

    private void Judge(string what, (Sample[] First, Sample[] Last) parts, Func<Sample, double> value, double slack)
    {
        double before = Median(parts.First, value);
        double after = Median(parts.Last, value);
        bool isLevel = after <= (before * 1.1) + slack;
        string line = string.Create(CultureInfo.InvariantCulture, $"{what}: {before:0.0} first, {after:0.0} last");
        _lines.Add(line);
        if (!isLevel) findings.Add(FindingKinds.Leak, line);
    }

    private static double Median(Sample[] samples, Func<Sample, double> value)
    {
        double[] values = [.. samples.Select(value).Order()];
        return values[values.Length / 2];
    }
}
