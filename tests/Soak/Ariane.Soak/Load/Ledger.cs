using Ariane.Client.Producing;

namespace Ariane.Soak.Load;

/// <summary>
/// What became of each message: sent, acknowledged, received by whom. As large at the start as at the end, so that it
/// is no leak of its own. Safe for concurrent use.
/// </summary>
internal sealed class Ledger
{
    public const int MostReaders = 24;

    // The low bits of a state say which readers have the message.
    private const int Resent = 1 << 28;
    private const int Acknowledged = 1 << 29;
    private const int Ended = 1 << 30;

    private readonly int[] _states;
    private readonly long[] _places;
    private readonly long[] _times;
    private readonly Func<int, int> _readersOf;
    private int _issued;
    private int _acknowledgedCount;
    private int _low;

    /// <param name="readersOf">The bits of the readers that must get the message of a number.</param>
    public Ledger(int capacity, Func<int, int> readersOf)
    {
        _readersOf = readersOf;
        _states = new int[capacity];
        _places = new long[capacity];
        _times = new long[capacity];
        // Touched now: memory that the system hands out page by page later would look like a leak.
        Array.Fill(_places, -1);
        Array.Fill(_times, -1);
        Array.Fill(_states, 0);
    }

    public int Capacity => _states.Length;

    public int Issued => Volatile.Read(ref _issued);

    public int AcknowledgedCount => Volatile.Read(ref _acknowledgedCount);

    /// <summary>The next number; it is sent from now on.</summary>
    /// <param name="timestamp">Now.</param>
    public int Issue(long timestamp)
    {
        int number = _issued;
        _times[number] = timestamp;
        Volatile.Write(ref _issued, number + 1);
        return number;
    }

    /// <summary>The message is sent once more, so there may be two of it.</summary>
    public void Repeated(int number) => Interlocked.Or(ref _states[number], Resent);

    public void Stored(int number, SendResult result)
    {
        _places[number] = ((long)result.Queue.QueueId << 48) | result.QueueOffset;
        Interlocked.Or(ref _states[number], Acknowledged | Ended);
        Interlocked.Increment(ref _acknowledgedCount);
    }

    /// <summary>The sending is over, and nobody knows whether the message is stored.</summary>
    public void LeftOpen(int number) => Interlocked.Or(ref _states[number], Ended);

    /// <summary>True when the reader gets the message for the first time.</summary>
    public bool Received(int number, int reader) =>
        (Interlocked.Or(ref _states[number], 1 << reader) & (1 << reader)) == 0;

    public bool WasRepeated(int number) => (Volatile.Read(ref _states[number]) & Resent) != 0;

    public string PlaceOf(int number) => $"queue {_places[number] >> 48}, offset {_places[number] & 0xFFFF_FFFF_FFFF}";

    /// <summary>
    /// The oldest message that somebody still waits for, and when it was sent. Called by one at a time.
    /// </summary>
    public (int Number, long Timestamp)? FindOldest()
    {
        int issued = Issued;
        while (_low < issued && IsSettled(_low)) _low++;
        return _low < issued ? (_low, _times[_low]) : null;
    }

    /// <summary>The messages that were acknowledged and that a reader who must have them has not.</summary>
    public IEnumerable<int> ListMissing(int reader)
    {
        for (int number = 0; number < Issued; number++)
        {
            int state = Volatile.Read(ref _states[number]);
            if ((state & Acknowledged) != 0 && (_readersOf(number) & ~state & (1 << reader)) != 0) yield return number;
        }
    }

    private bool IsSettled(int number)
    {
        int state = Volatile.Read(ref _states[number]);
        if ((state & Ended) == 0) return false;
        return (state & Acknowledged) == 0 || (_readersOf(number) & ~state) == 0;
    }
}
