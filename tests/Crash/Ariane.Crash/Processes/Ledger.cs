using Ariane.Client.Producing;

namespace Ariane.Crash.Processes;

/// <summary>
/// What the producer was told about each message. Each message has one writer; readers come after all of them.
/// </summary>
internal sealed class Ledger(int messages)
{
    private readonly int[] _queue = new int[messages];
    private readonly long[] _offset = new long[messages];
    private readonly int[] _attempts = new int[messages];
    private readonly SendResult?[] _results = new SendResult?[messages];
    private int _acknowledged;

    public int Count => messages;

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    public void Attempted(int message) => _attempts[message]++;

    public void Stored(int message, SendResult result)
    {
        _queue[message] = result.Queue.QueueId;
        _offset[message] = result.QueueOffset;
        _results[message] = result;
        Interlocked.Increment(ref _acknowledged);
    }

    public SendResult? ResultOf(int message) => _results[message];

    public (int Queue, long Offset) PlaceOf(int message) => (_queue[message], _offset[message]);

    /// <summary>
    /// How often the message may be stored: once for each attempt, as any of them may have succeeded unheard.
    /// </summary>
    public int AttemptsFor(int message) => _attempts[message];
}
