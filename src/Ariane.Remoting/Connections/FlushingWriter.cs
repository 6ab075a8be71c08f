using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Ariane.Remoting.Connections;

/// <summary>
/// Writes into a pipe at any time, also while a flush is pending, when a <see cref="PipeWriter"/> takes nothing.
/// </summary>
/// <remarks>
/// Used under the lock of the output that owns it, which also limits <see cref="UnsentBytes"/>. What is written during
/// a flush overflows into memory of its own and follows when that flush has completed.
/// </remarks>
/// <param name="pipe">Where the bytes go.</param>
/// <param name="flushed">
/// Called without the lock when a pending flush has completed; it calls <see cref="EndFlush"/>.
/// </param>
internal sealed class FlushingWriter(PipeWriter pipe, Action flushed) : IBufferWriter<byte>
{
    private const int OverflowStepBytes = 256 * 1024;

    private readonly OverflowBuffer _overflow = new();
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _pending;
    private long _unsentBytes;
    private long _pipedBytes;

    /// <summary>Written, and not flushed yet. May be read without the lock.</summary>
    public long UnsentBytes => Volatile.Read(ref _unsentBytes);

    public bool IsFlushing { get; private set; }

    public void Advance(int count)
    {
        if (IsFlushing)
        {
            _overflow.Advance(count);
        }
        else
        {
            pipe.Advance(count);
            _pipedBytes += count;
        }

        Volatile.Write(ref _unsentBytes, _unsentBytes + count);
    }

    public Memory<byte> GetMemory(int sizeHint = 0) =>
        IsFlushing ? _overflow.GetMemory(sizeHint) : pipe.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => IsFlushing ? _overflow.GetSpan(sizeHint) : pipe.GetSpan(sizeHint);

    /// <summary>Flushes until the transport has everything or makes it wait.</summary>
    /// <returns>False when the transport takes nothing any more.</returns>
    /// <exception cref="IOException">The transport has failed.</exception>
    public bool Flush()
    {
        while (_pipedBytes > 0 && !IsFlushing)
        {
            ValueTask<FlushResult> flush = pipe.FlushAsync(CancellationToken.None);
            if (!flush.IsCompleted)
            {
                IsFlushing = true;
                _pending = flush.ConfigureAwait(false).GetAwaiter();
                _pending.UnsafeOnCompleted(flushed);
                return true;
            }

            if (!Settle(flush.Result)) return false;
        }

        return true;
    }

    /// <summary>
    /// Takes note that the pending flush has completed, and makes what overflowed ready for the next one.
    /// </summary>
    /// <inheritdoc cref="Flush" path="/returns|/exception"/>
    public bool EndFlush()
    {
        IsFlushing = false;
        return Settle(_pending.GetResult());
    }

    /// <summary>Drops what overflowed and lets a pending flush end.</summary>
    public void Abandon()
    {
        _overflow.Clear();
        if (IsFlushing) pipe.CancelPendingFlush();
    }

    private bool Settle(FlushResult result)
    {
        if (result.IsCompleted || result.IsCanceled) return false;
        Volatile.Write(ref _unsentBytes, _unsentBytes - _pipedBytes);
        _pipedBytes = _overflow.MoveTo(pipe, OverflowStepBytes);
        return true;
    }
}
