namespace Ariane.Storage.Dispatching;

/// <summary>The delays that levels 1, 2, ... of level-delayed messages stand for.</summary>
/// <remarks>Default: store/.../store/config/MessageStoreConfig.java (messageDelayLevel).</remarks>
internal sealed class DelayLevels(IReadOnlyList<TimeSpan> delays)
{
    /// <summary>1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h.</summary>
    public static DelayLevels Default { get; } = new(
    [
        .. new[] { 1, 5, 10, 30 }.Select(static seconds => TimeSpan.FromSeconds(seconds)),
        .. Enumerable.Range(1, 10).Select(static minutes => TimeSpan.FromMinutes(minutes)),
        TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2),
    ]);

    public int Count => delays.Count;

    /// <summary>
    /// When a message of a level is delivered, in Unix milliseconds; a level above the last counts as the last.
    /// </summary>
    public long DeliveryTimestamp(int level, long storeTimestamp) =>
        storeTimestamp + (long)delays[Math.Min(level, delays.Count) - 1].TotalMilliseconds;
}
