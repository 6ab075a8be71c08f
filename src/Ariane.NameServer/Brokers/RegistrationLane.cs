using System.Diagnostics.CodeAnalysis;

namespace Ariane.NameServer.Brokers;

/// <summary>Lets large registrations pass one by one, so that a storm of them leaves processors to route queries.</summary>
/// <remarks>
/// Safe for concurrent use. Waiting takes no thread. What waits is bounded in bytes; beyond that the broker is told to
/// come again later. Upstream has two thread pools instead.
/// </remarks>
internal sealed class RegistrationLane : IDisposable
{
    /// <summary>Bodies up to this size, some hundred topics, are taken in well under a millisecond and need not wait.</summary>
    public const int SmallBodyBytes = 64 * 1024;

    /// <summary>The most that waiting bodies may hold in memory.</summary>
    public const long MaxWaitingBytes = 128 * 1024 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private long _waitingBytes;

    /// <summary>Takes a place in the lane; false when it is full.</summary>
    public bool TryReserve(long bytes, [NotNullWhen(true)] out Place? place)
    {
        if (Interlocked.Add(ref _waitingBytes, bytes) <= MaxWaitingBytes)
        {
            place = new Place(this, bytes);
            return true;
        }

        Interlocked.Add(ref _waitingBytes, -bytes);
        place = null;
        return false;
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>One registration in the lane. Disposing it lets the next one pass.</summary>
    public sealed class Place(RegistrationLane lane, long bytes) : IDisposable
    {
        private bool _hasTurn;

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await lane._turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            _hasTurn = true;
        }

        public void Dispose()
        {
            Interlocked.Add(ref lane._waitingBytes, -bytes);
            if (_hasTurn) lane._turn.Release();
        }
    }
}
