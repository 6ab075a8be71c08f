using System.Collections.Concurrent;

namespace Ariane.Client.Producing;

/// <summary>
/// Which brokers to leave alone for a while, judged by how their last answers came. Safe for concurrent use.
/// </summary>
/// <remarks>The table of latencies is upstream's: client/.../client/latency/MQFaultStrategy.java.</remarks>
internal sealed class BrokerFaults(TimeProvider time)
{
    /// <summary>A failure counts like an answer that took so long.</summary>
    private static readonly TimeSpan FailureLatency = TimeSpan.FromSeconds(10);

    // Timestamps: a pause must not last longer because the clock is set back.
    private readonly ConcurrentDictionary<string, long> _avoidedUntil = new(StringComparer.Ordinal);

    /// <summary>The broker answered.</summary>
    public void Answered(string brokerName, TimeSpan latency) => Avoid(brokerName, PauseAfter(latency));

    /// <summary>The broker did not answer, or refused what another one may accept.</summary>
    public void Failed(string brokerName) => Avoid(brokerName, PauseAfter(FailureLatency));

    public bool IsAvailable(string brokerName) =>
        !_avoidedUntil.TryGetValue(brokerName, out long until) || time.GetTimestamp() >= until;

    internal static TimeSpan PauseAfter(TimeSpan latency) => TimeSpan.FromMilliseconds(latency.TotalMilliseconds switch
    {
        >= 15_000 => 30_000,
        >= 5_000 => 10_000,
        >= 3_000 => 6_000,
        >= 1_800 => 5_000,
        >= 550 => 2_000,
        _ => 0,
    });

    private void Avoid(string brokerName, TimeSpan pause)
    {
        if (pause == TimeSpan.Zero) return;

        // Only ever later: a fast answer that overtook a slow one says nothing about the broker.
        long until = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
        _avoidedUntil.AddOrUpdate(
            brokerName,
            static (_, later) => later,
            static (_, known, later) => Math.Max(known, later),
            until);
    }
}
