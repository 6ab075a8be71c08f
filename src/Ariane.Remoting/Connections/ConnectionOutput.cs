using System.Buffers;
using System.IO.Pipelines;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Remoting.Connections;

/// <summary>
/// The sending half of a connection: frames from any thread, each in one piece. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Writing never waits; what the peer does not take is counted. Above one limit the connection handles no more requests
/// (<see cref="IsCongested"/>), above another, which only promised answers can reach, it fails.
/// A frame leaves when the writing thread's <see cref="FlushScope"/> ends, at once when it has none; while
/// <see cref="Hold">held</see> none leaves.
/// </remarks>
internal sealed class ConnectionOutput
{
    // What one peer may leave untaken while many do.
    private const int ScarceBytes = 64 * 1024;

    private readonly PipeWriter _pipe;
    private readonly RemotingOptions _options;
    private readonly Action _moved;
    private readonly Action<Exception> _failed;
    private readonly Lock _gate = new();
    private FlushList? _enlistedBy;
    private readonly HeldBytes _held;  // Set under _gate.

    // Guarded by _gate.
    private readonly FlushingWriter _writer;
    private bool _isClosed;
    private bool _isHeld;
    private TaskCompletionSource? _waiters;

    /// <param name="pipe">Where the frames go.</param>
    /// <param name="options">The limits.</param>
    /// <param name="moved">Called when the transport has taken something.</param>
    /// <param name="failed">
    /// Called, once or more, when no frame can be sent any more: the connection must close.
    /// </param>
    public ConnectionOutput(PipeWriter pipe, RemotingOptions options, Action moved, Action<Exception> failed)
    {
        _pipe = pipe;
        _options = options;
        _moved = moved;
        _failed = failed;
        _writer = new FlushingWriter(pipe, OnFlushed);
        _held = new HeldBytes(options.Memory.Output, OnEvicted);
    }

    /// <summary>Whether the peer has left so much untaken that it is served nothing more for now.</summary>
    public bool IsCongested => _writer.UnsentBytes > Limit;

    /// <summary>Written, and not yet accepted by the transport.</summary>
    public long UnsentBytes => _writer.UnsentBytes;

    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Writes a response; does nothing once closed.</summary>
    /// <remarks>Throws what encoding the header throws; then nothing was written.</remarks>
    public void WriteResponse<THeader, TBody>(
        HeaderCodec codec, ResponseCode code, int opaque, string? remark, in THeader header, in TBody body)
        where THeader : IHeader<THeader>
        where TBody : IReplyBody
    {
        Exception? failure;
        lock (_gate)
        {
            if (_isClosed) return;
            int bodyBytes = body.Bytes;
            CommandWriter.WriteResponse(_writer, codec, (int)code, opaque, remark, header, bodyBytes);
            failure = bodyBytes == 0 ? null : TryAppend(body, bodyBytes);
            failure ??= TooMuchUnsent();
        }

        FrameWritten(failure);
    }

    /// <summary>Writes a request; false once closed.</summary>
    /// <inheritdoc cref="WriteResponse{THeader, TBody}" path="/remarks"/>
    public bool TryWriteRequest<THeader>(
        HeaderCodec codec, int code, int opaque, CommandFlags flags, in THeader header, ReadOnlySpan<byte> body)
        where THeader : IHeader<THeader>
    {
        Exception? failure;
        lock (_gate)
        {
            if (_isClosed) return false;
            CommandWriter.WriteRequest(_writer, codec, code, opaque, flags, null, header, body.Length);
            _writer.Write(body);
            failure = TooMuchUnsent();
        }

        FrameWritten(failure);
        return true;
    }

    /// <summary>
    /// Lets no frame leave until <see cref="Release"/>: what is written now may turn out not to be true.
    /// </summary>
    public void Hold()
    {
        lock (_gate) _isHeld = true;
    }

    /// <summary>Ends <see cref="Hold"/> and flushes what was written meanwhile, by whomever.</summary>
    public void Release()
    {
        lock (_gate) _isHeld = false;
        Flush();
    }

    /// <summary>Passes everything written to the transport, now or as soon as a pending flush has completed.</summary>
    public void Flush() => Flush(afterPending: false);

    /// <summary>
    /// Completes when half of what may be unsent is free again, at once when not congested or closed.
    /// </summary>
    public Task WhenDrainedAsync()
    {
        long limit = Limit;
        return _writer.UnsentBytes > limit ? WhenUnsentAtMostAsync(limit / 2) : Task.CompletedTask;
    }

    /// <summary>Completes when the transport has everything, at once when closed.</summary>
    public Task WhenSentAsync()
    {
        Flush();
        return WhenUnsentAtMostAsync(0);
    }

    /// <summary>Takes no more frames; what was not passed to the transport is dropped.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            _writer.Abandon();
            _held.End();
        }

        ReleaseWaiters();
    }

    /// <summary>Completes the pipe after <see cref="Close"/>.</summary>
    /// <param name="error">Tells the transport not to care for what it has not sent yet; null: to send it.</param>
    public async ValueTask CompleteAsync(Exception? error)
    {
        // A pipe may not be completed during a flush.
        while (NextStepOf(static output => output._writer.IsFlushing) is { } step) await step.ConfigureAwait(false);
        await _pipe.CompleteAsync(error).ConfigureAwait(false);
    }

    /// <summary>Whether <paramref name="list"/> has to take this output in; false when it has it already.</summary>
    internal bool TryEnlist(FlushList list)
    {
        // Only the list's own thread sets and clears the list here. When another thread's list comes in between, this
        // output stands in both, and the second flush finds nothing to do.
        if (Volatile.Read(ref _enlistedBy) == list) return false;
        Volatile.Write(ref _enlistedBy, list);
        return true;
    }

    internal void Delist(FlushList list) => Interlocked.CompareExchange(ref _enlistedBy, null, list);

    private long Limit => _options.Memory.IsOutputScarce
        ? Math.Min(ScarceBytes, _options.MaxBufferedOutputBytes)
        : _options.MaxBufferedOutputBytes;

    // The frame is begun: unless exactly its body follows, the peer cannot find the next one.
    private Exception? TryAppend<TBody>(in TBody body, int bodyBytes)
        where TBody : IReplyBody
    {
        long expected = _writer.UnsentBytes + bodyBytes;
        try
        {
            body.WriteTo(_writer);
            if (_writer.UnsentBytes == expected) return null;
            long written = bodyBytes + _writer.UnsentBytes - expected;
            return new InvalidOperationException(
                $"{typeof(TBody).Name} announced {bodyBytes} bytes and wrote {written}.");
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private IOException? TooMuchUnsent() =>
        _writer.UnsentBytes <= _options.MaxUnsentBytes
            ? null
            : new IOException($"the peer has left more than {_options.MaxUnsentBytes} bytes untaken");

    private void FrameWritten(Exception? failure)
    {
        if (failure is not null) _failed(failure);
        else if (FlushList.Open is { } list) list.Add(this);
        else Flush();
    }

    private void OnFlushed() => Flush(afterPending: true);

    private void Flush(bool afterPending)
    {
        Exception? failure = null;
        List<HeldBytes>? evicted = null;
        bool moved;
        lock (_gate)
        {
            long before = _writer.UnsentBytes;
            try
            {
                bool accepted = (!afterPending || _writer.EndFlush()) && (_isClosed || _isHeld || _writer.Flush());
                if (!accepted) failure = new IOException("the transport takes nothing more");
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            if (_isClosed) failure = null;
            moved = _writer.UnsentBytes < before;
            if (!_isClosed) evicted = _held.Set(_writer.IsFlushing ? _writer.UnsentBytes : 0, isRenewed: moved);
        }

        HeldBytes.Evict(evicted);
        if (moved) _moved();
        if (moved || afterPending) ReleaseWaiters();
        if (failure is not null) _failed(failure);
    }

    private void OnEvicted() =>
        _failed(new IOException("its peer left answers untaken the longest when all memory was taken"));

    private async Task WhenUnsentAtMostAsync(long bytes)
    {
        while (NextStepOf(output => !output._isClosed && output._writer.UnsentBytes > bytes) is { } step)
        {
            await step.ConfigureAwait(false);
        }
    }

    /// <summary>What to await before looking again; null when there is nothing to wait for.</summary>
    private Task? NextStepOf(Func<ConnectionOutput, bool> isWaiting)
    {
        lock (_gate)
        {
            if (!isWaiting(this)) return null;
            TaskCompletionSource waiters =
                _waiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return waiters.Task;
        }
    }

    private void ReleaseWaiters()
    {
        if (Volatile.Read(ref _waiters) is not null) Interlocked.Exchange(ref _waiters, null)?.TrySetResult();
    }
}
