using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Ariane.Remoting.Connections;

/// <summary>
/// Lets connections that have much to do take turns, however many they are, so that others are served in between.
/// Safe for concurrent use.
/// </summary>
/// <remarks>
/// The thread pool serves first who comes first: behind a thousand connections, each with a thousand requests read, the
/// one request of another would wait for them all. What goes on longer than a turn therefore waits in a queue of its
/// own, of which the pool sees as many entries as there are processors: others pass by, and no processor is idle.
/// </remarks>
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

    private readonly ConcurrentQueue<Action> _waiting = new();
    private int _waitingCount;
    private readonly Worker _worker;
    private readonly int _mostWorkers;
    private int _workers;

    /// <summary>As many connections are served at once as there are processors.</summary>
    public ConnectionTurns()
        : this(Environment.ProcessorCount, TimeProvider.System)
    {
    }

    internal ConnectionTurns(int mostWorkers, TimeProvider time)
    {
        _mostWorkers = mostWorkers;
        _worker = new Worker(this);
        SlowLane = new SlowLane(time);
    }

    /// <summary>For single requests that take longer than a turn should.</summary>
    internal SlowLane SlowLane { get; }

    /// <summary>Goes on, on a thread of the pool, when all that waited before have had their turn.</summary>
    internal Turn NextAsync() => new(this);

    private void Wait(Action turn)
    {
        Interlocked.Increment(ref _waitingCount);
        _waiting.Enqueue(turn);
        StartWorker();
    }

    private void StartWorker()
    {
        int workers = Volatile.Read(ref _workers);
        while (workers < _mostWorkers)
        {
            int seen = Interlocked.CompareExchange(ref _workers, workers + 1, workers);
            if (seen == workers)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_worker, preferLocal: false);
                return;
            }

            workers = seen;
        }
    }

    private void RunOne()
    {
        if (_waiting.TryDequeue(out Action? turn))
        {
            Interlocked.Decrement(ref _waitingCount);
            turn();
        }

        // Behind whatever the pool has been given meanwhile.
        if (!_waiting.IsEmpty)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_worker, preferLocal: false);
            return;
        }

        // Who came between the look and the decrement found all workers busy.
        Interlocked.Decrement(ref _workers);
        if (!_waiting.IsEmpty) StartWorker();
    }

    /// <summary>Awaited by who goes on with its turn. Complete beforehand only when too many wait.</summary>
    internal readonly struct Turn(ConnectionTurns turns) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => Volatile.Read(ref turns._waitingCount) >= MaxWaiting;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => turns.Wait(continuation);

        public void UnsafeOnCompleted(Action continuation) => turns.Wait(continuation);
    }

    private sealed class Worker(ConnectionTurns turns) : IThreadPoolWorkItem
    {
        public void Execute() => turns.RunOne();
    }
}
