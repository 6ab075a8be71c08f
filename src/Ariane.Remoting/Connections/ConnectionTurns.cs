namespace Ariane.Remoting.Connections;

/// <summary>
/// Lets connections that have much to do take turns, however many they are, so that others are served in between.
/// Safe for concurrent use.
/// </summary>
public sealed class ConnectionTurns
{
    /// <summary>Most frames of one turn.</summary>
    internal const int MaxFrames = 512;

    /// <summary>Bytes, read or answered, after which a turn ends.</summary>
    internal const int MaxBytes = 256 * 1024;

    /// <summary>
    /// Most connections that wait, each with what it has read and not handled. Further ones go on at once, until all
    /// of it is handled: otherwise ten thousand of them would hold a gigabyte.
    /// </summary>
    internal const int MaxWaiting = 1024;

    private readonly TurnQueue _queue;

    /// <summary>As many connections are served at once as there are processors.</summary>
    public ConnectionTurns()
        : this(Environment.ProcessorCount, TimeProvider.System)
    {
    }

    internal ConnectionTurns(int mostWorkers, TimeProvider time)
    {
        _queue = new TurnQueue(mostWorkers, MaxWaiting);
        SlowLane = new SlowLane(time);
    }

    /// <summary>For single requests that take longer than a turn should.</summary>
    internal SlowLane SlowLane { get; }

    /// <inheritdoc cref="TurnQueue.NextAsync"/>
    internal TurnQueue.Turn NextAsync() => _queue.NextAsync();
}
