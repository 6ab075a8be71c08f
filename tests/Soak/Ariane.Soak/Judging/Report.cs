using System.Globalization;
using Ariane.Soak.Measuring;
using Ariane.Soak.Reading;

namespace Ariane.Soak.Judging;

/// <summary>
/// A soak as a Markdown table, a row for each tenth of it. Counts are of that tenth, levels of its end.
/// </summary>
internal static class Report
{
    private const int Rows = 10;
    private const long MegaByte = 1024 * 1024;

    public static IEnumerable<string> Table(IReadOnlyList<Sample> samples, Readers readers)
    {
        string[] columns =
        [
            "minutes", "sent", .. readers.All.Select(reader => reader.Name), "duplicates", "restarts", "longest wait s",
            "members", "disk MB", "broker CPU %", "anonymous MB", "file MB", "queue files", "files", "sockets",
            "threads", "clients: heap MB", "anonymous MB", "sockets", "threads",
        ];
        yield return Row(columns);
        yield return Row(columns.Select(_ => "---:"));

        Sample? before = null;
        for (int row = 1; row <= Rows && samples.Count > 0; row++)
        {
            int end = samples.Count * row / Rows;
            int start = samples.Count * (row - 1) / Rows;
            if (end == start) continue;
            yield return Row(Cells(before, [.. samples.Skip(start).Take(end - start)]));
            before = samples[end - 1];
        }
    }

    private static IEnumerable<string> Cells(Sample? before, Sample[] part)
    {
        Sample last = part[^1];
        Sample? alive = Array.FindLast(part, sample => sample.Broker is not null);
        ProcessUsage? broker = alive?.Broker;
        return
        [
            Text(last.At.TotalMinutes, "0.0"),
            Text(last.Acknowledged - (before?.Acknowledged ?? 0)),
            .. last.Received.Select((count, index) => Text(count - (before?.Received[index] ?? 0))),
            Text(last.Duplicates.Sum() - (before?.Duplicates.Sum() ?? 0)),
            Text(last.Life - (before?.Life ?? 0)),
            Text(part.Max(sample => sample.OldestWait.TotalSeconds), "0.0"),
            Text(last.Members),
            Text(last.DiskBytes / MegaByte),
            Text(ProcessorShare(part) * 100, "0"),
            Text((double)(broker?.AnonymousBytes ?? 0) / MegaByte, "0.0"),
            Text((double)(broker?.FileBytes ?? 0) / MegaByte, "0.0"),
            Text(broker?.QueueFiles ?? 0),
            Text(broker?.Files ?? 0),
            Text(broker?.Sockets ?? 0),
            Text(broker?.Threads ?? 0),
            Text((double)last.ClientHeapBytes / MegaByte, "0.0"),
            Text((double)last.Clients.AnonymousBytes / MegaByte, "0.0"),
            Text(last.Clients.Sockets),
            Text(last.Clients.Threads),
        ];
    }

    // Of one processor, over the pairs of samples that are of the same life.
    private static double ProcessorShare(Sample[] part)
    {
        double used = 0, passed = 0;
        for (int index = 1; index < part.Length; index++)
        {
            (Sample one, Sample next) = (part[index - 1], part[index]);
            if (one.Life != next.Life || one.Broker is null || next.Broker is null) continue;
            used += (next.Broker.ProcessorTime - one.Broker.ProcessorTime).TotalSeconds;
            passed += (next.At - one.At).TotalSeconds;
        }

        return passed == 0 ? 0 : used / passed;
    }

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
