using System.Diagnostics;
using System.Globalization;

namespace Ariane.Load;

/// <summary>
/// Sends at a fixed rate, whatever the broker does. The latency of a message counts from the time at which it was due,
/// so a stall shows in full. One thread paces all connections.
/// </summary>
internal static class PacedSends
{
    private const int Connections = 4;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static object Run(Arguments arguments)
    {
        string[] broker = arguments.Text("broker").Split(':');
        int rate = arguments.Number("rate", 1000);
        int warmup = rate * arguments.Number("warmup", 2);
        int count = warmup + (rate * arguments.Number("seconds", 6));
        long[] answeredAt = new long[count];
        long[] sentAt = new long[count];
        SendConnection[] connections =
        [
            .. Enumerable.Range(0, Connections).Select(queue => new SendConnection(
                broker[0],
                int.Parse(broker[1], CultureInfo.InvariantCulture),
                new SendTemplate(arguments.Text("topic"), queue, arguments.Number("size", 1024)),
                answeredAt)),
        ];
        long start = Pace(connections, rate, sentAt);
        Await(connections, count);

        long[] latencies = Since(start, rate, answeredAt, warmup);
        long[] lateness = Since(start, rate, sentAt, warmup);
        int refusals = connections.Sum(connection => connection.Refusals);
        foreach (SendConnection connection in connections) connection.Dispose();
        return new
        {
            rate,
            messages = latencies.Length,
            unanswered = count - warmup - latencies.Length,
            refusals,
            refusal = connections.Select(connection => connection.Refusal).FirstOrDefault(remark => remark is not null),
            latency_us = Quantiles(latencies),
            sent_late_us = Quantiles(lateness),
        };
    }

    /// <summary>Sends everything when it is due; returns when message 0 was.</summary>
    private static long Pace(SendConnection[] connections, int rate, long[] sentAt)
    {
        int[] next = [.. Enumerable.Range(0, connections.Length)];
        long start = Stopwatch.GetTimestamp();
        for (int done = 0; done < sentAt.Length;)
        {
            int due = (int)Math.Min(sentAt.Length, (Stopwatch.GetElapsedTime(start).TotalSeconds * rate) + 1);
            for (int index = 0; index < connections.Length; index++)
                next[index] = connections[index].Send(next[index], connections.Length, due);
            sentAt.AsSpan(done, due - done).Fill(Stopwatch.GetTimestamp());
            done = due;

            TimeSpan left = TimeSpan.FromSeconds((double)done / rate) - Stopwatch.GetElapsedTime(start);
            if (left > TimeSpan.Zero) Pause.For(left > ShortestPause ? left : ShortestPause);
        }

        return start;
    }

    private static void Await(SendConnection[] connections, int count)
    {
        long from = Stopwatch.GetTimestamp();
        while (connections.Sum(connection => connection.Answers) < count && Stopwatch.GetElapsedTime(from) < Patience)
            Pause.For(TimeSpan.FromMilliseconds(1));
    }

    /// <summary>
    /// Microseconds from when each message was due, sorted; of those behind the warm-up that have a time.
    /// </summary>
    private static long[] Since(long start, int rate, long[] times, int warmup)
    {
        var since = new List<long>(times.Length - warmup);
        for (int number = warmup; number < times.Length; number++)
        {
            if (times[number] == 0) continue;
            long due = start + (long)((double)number / rate * Stopwatch.Frequency);
            since.Add(Math.Max(0, (times[number] - due) * 1_000_000 / Stopwatch.Frequency));
        }

        since.Sort();
        return [.. since];
    }

    private static Dictionary<string, long> Quantiles(long[] sorted) => new()
    {
        ["p50"] = Quantile(sorted, 0.5),
        ["p90"] = Quantile(sorted, 0.9),
        ["p99"] = Quantile(sorted, 0.99),
        ["p999"] = Quantile(sorted, 0.999),
        ["p9999"] = Quantile(sorted, 0.9999),
        ["max"] = Quantile(sorted, 1),
    };

    private static long Quantile(long[] sorted, double part) =>
        sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, part * sorted.Length)];
}
