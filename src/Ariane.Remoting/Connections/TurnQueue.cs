using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Ariane.Remoting.Connections;

/// <summary>
/// Lets work that there is much of go on piece by piece, so that other work passes by. Safe for concurrent use.
/// </summary>
/// <remarks>
/// The thread pool serves first who comes first: behind a thousand pieces the one of somebody else would wait for them
/// all. What waits here is behind each other only: the pool sees as many entries as there are workers.
/// </remarks>
/// <param name="mostWorkers">How many go on at once.</param>
/// <param name="mostWaiting">Further ones do not wait, but go on at once.</param>
public sealed class TurnQueue(int mostWorkers, int mostWaiting = int.MaxValue) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Action> _waiting = new();
    private int _waitingCount;
    private int _workers;

    private bool IsFull => Volatile.Read(ref _waitingCount) >= mostWaiting;

    /// <summary>Goes on, on a thread of the pool, when all that waited before have had their turn.</summary>
    public Turn NextAsync() => new(this);

    private void Wait(Action turn)
    {
        Interlocked.Increment(ref _waitingCount);
        _waiting.Enqueue(turn);
        StartWorker();
    }

    private void StartWorker()
    {
        int workers = Volatile.Read(ref _workers);
        while (workers < mostWorkers)
        {
            int seen = Interlocked.CompareExchange(ref _workers, workers + 1, workers);
            if (seen == workers)
            {
                QueueWorker();
                return;
            }

            workers = seen;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (_waiting.TryDequeue(out Action? turn))
        {
            Interlocked.Decrement(ref _waitingCount);
            turn();
        }

        // Behind whatever the pool has been given meanwhile.
        if (!_waiting.IsEmpty)
        {
            QueueWorker();
            return;
        }

        // Who came between the look and the decrement found all workers busy.
        Interlocked.Decrement(ref _workers);
        if (!_waiting.IsEmpty) StartWorker();
    }

    private void QueueWorker() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Awaited by who goes on with its turn. Complete beforehand only when too many wait.</summary>
    public readonly struct Turn : ICriticalNotifyCompletion
    {
        private readonly TurnQueue _queue;

        internal Turn(TurnQueue queue) => _queue = queue;

        /// <summary>For the compiler.</summary>
        public bool IsCompleted => _queue.IsFull;

        /// <inheritdoc cref="IsCompleted"/>
        public Turn GetAwaiter() => this;

        /// <inheritdoc cref="IsCompleted"/>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => _queue.Wait(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => _queue.Wait(continuation);
    }
}
