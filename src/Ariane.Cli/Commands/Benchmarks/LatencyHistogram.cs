using System.Numerics;

namespace Ariane.Cli.Commands.Benchmarks;

/// <summary>
/// Counts durations in buckets that are at most a sixteenth of their value wide. Safe for concurrent use.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 4;
    private const int SubBuckets = 1 << SubBucketBits;

    private readonly long[] _counts = new long[64 * SubBuckets];
    private long _total;

    public long Count => Volatile.Read(ref _total);

    public void Add(TimeSpan duration)
    {
        Interlocked.Increment(ref _counts[BucketOf(Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond))]);
        Interlocked.Increment(ref _total);
    }

    /// <summary>
    /// The duration that a share of all, from 0 to 1, did not exceed; rounded up to its bucket's end.
    /// </summary>
    public double Microseconds(double share)
    {
        long rank = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (int bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += Volatile.Read(ref _counts[bucket]);
            if (seen >= rank && seen > 0) return EndOf(bucket);
        }

        return 0;
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < SubBuckets) return (int)microseconds;

        int exponent = BitOperations.Log2((ulong)microseconds);
        int within = (int)(microseconds >> (exponent - SubBucketBits)) & (SubBuckets - 1);
        return ((exponent - SubBucketBits + 1) * SubBuckets) + within;
    }

    private static double EndOf(int bucket)
    {
        if (bucket < SubBuckets) return bucket + 1;

        int exponent = (bucket / SubBuckets) + SubBucketBits - 1;
        double width = Math.Pow(2, exponent - SubBucketBits);
        return Math.Pow(2, exponent) + ((bucket % SubBuckets + 1) * width);
    }
}
