using Ariane.Client.Producing;

namespace Ariane.Soak.Load;

/// <summary>A sample of what was acknowledged lately, to be looked up. Safe for concurrent use.</summary>
internal sealed class RecentSends(TimeProvider time)
{
    private const int OneOutOf = 7;     // has messages of all kinds, as kinds go by eighths

    // Dispatching and indexing follow the acknowledgement.
    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(2);

    private readonly (int Number, SendResult Result, long Timestamp)[] _sends = new (int, SendResult, long)[8192];
    private readonly Lock _gate = new();
    private int _count;      // Guarded by _gate, as the sends.

    public void Add(int number, SendResult result)
    {
        if (number % OneOutOf != 0) return;
        lock (_gate) _sends[_count++ % _sends.Length] = (number, result, time.GetTimestamp());
    }

    /// <summary>One of them; null when there is none, or it is too new.</summary>
    public (int Number, SendResult Result)? Pick(Random random)
    {
        lock (_gate)
        {
            if (_count == 0) return null;
            (int number, SendResult result, long timestamp) = _sends[random.Next(Math.Min(_count, _sends.Length))];
            return time.GetElapsedTime(timestamp) < LeastAge ? null : (number, result);
        }
    }
}
