using System.Buffers;
using System.IO.Pipelines;
using Ariane.Protocol.Frames;

namespace Ariane.Remoting.Connections;

/// <summary>
/// The receiving half of a connection: one loop that reads, cuts into frames and has each handled in order.
/// </summary>
/// <remarks>
/// All frames of a read are handled on the reading thread within one flush scope, so their answers leave together.
/// </remarks>
internal sealed class ConnectionInput(
    RemotingConnection connection,
    PipeReader pipe,
    FrameHandler frames,
    Backpressure backpressure,
    RemotingOptions options,
    IdleTimer idle)
{
    // What the transport sets aside for a connection of which something is under way, and for one that is held back.
    // The pause of the sockets' own buffer is as large.
    private const int BlockBytes = 64 * 1024;
    private const int HeldBackBytes = 128 * 1024;

    private readonly HeldBytes _held = new(
        options.Memory.Input, () => connection.Close("it held memory the longest when all was taken"));
    private readonly int _mostFrames = options.Turns is null ? int.MaxValue : ConnectionTurns.MaxFrames;
    private readonly long _mostAnswerBytes = options.Turns is null ? long.MaxValue : ConnectionTurns.MaxBytes;
    private long _turnBytes;
    private string? _malformation;
    private bool _isStopped;

    /// <summary>Makes the loop end once what was read is handled; from any thread.</summary>
    public void Stop()
    {
        Volatile.Write(ref _isStopped, true);
        pipe.CancelPendingRead();
    }

    /// <summary>
    /// Reads until the peer closes, sends what is no frame, or <see cref="Stop"/> is called. Never throws.
    /// </summary>
    public async Task<InputEnd> RunAsync()
    {
        options.Memory.Input.Join();
        try
        {
            return await ReadAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The transport failed; what requests throw is caught with each of them.
            return new InputEnd(exception.Message, IsBroken: true);
        }
        finally
        {
            _held.End();
            options.Memory.Input.Leave();
        }
    }

    private async Task<InputEnd> ReadAsync()
    {
        var end = BatchEnd.NeedMore;
        long unfinished = 0;
        while (IsLeft(end) || !Volatile.Read(ref _isStopped))
        {
            ValueTask<ReadResult> reading = pipe.ReadAsync(CancellationToken.None);
            if (!reading.IsCompleted && IsCounted(unfinished)) Hold(Math.Max(unfinished, BlockBytes));
            ReadResult read = await reading.ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (!buffer.IsEmpty) idle.Moved();

            long received = buffer.Length;
            end = HandleFrames(ref buffer);
            if (end == BatchEnd.Slow)
            {
                Hold(Math.Max(buffer.Length, BlockBytes));
                using SlowLane.Place place =
                    await options.Turns!.SlowLane.EnterAsync(connection.Closed).ConfigureAwait(false);
                end = HandleFrames(ref buffer, hasPlace: true);
            }

            unfinished = buffer.Length;

            // A frame that goes on counts from its beginning, however often a few bytes of it come.
            if (unfinished < received) Hold(0);
            if (_malformation is not null) return new InputEnd(_malformation, IsMalformed: true);

            // What is held back counts as not examined: the next read brings it again at once.
            bool isLeft = IsLeft(end);
            pipe.AdvanceTo(buffer.Start, isLeft ? buffer.Start : buffer.End);
            if (end == BatchEnd.Held) await WaitAsync(unfinished).ConfigureAwait(false);
            else if (read.IsCompleted && !isLeft) return new InputEnd("the peer closed it");
            if (connection.IsClosed) break;
            _turnBytes += received - unfinished;
            if (options.Turns is not { } turns || !(isLeft || _turnBytes > ConnectionTurns.MaxBytes)) continue;
            _turnBytes = 0;
            await turns.NextAsync();
        }

        return new InputEnd("it was told to stop reading");
    }

    private async ValueTask WaitAsync(long heldBack)
    {
        if (backpressure.IsOn) Hold(Math.Max(heldBack, HeldBackBytes));
        await backpressure.WaitAsync().ConfigureAwait(false);
        Hold(0);
    }

    // The end of most reads cuts a frame in two. Only what could add up to much is worth a look at what others hold.
    private bool IsCounted(long unfinished) =>
        unfinished > BlockBytes || (unfinished > 0 && options.Memory.Input.IsCrowded(BlockBytes));

    private void Hold(long bytes) => HeldBytes.Evict(_held.Set(bytes));

    /// <param name="buffer">What was read; afterwards what is left of it.</param>
    /// <param name="hasPlace">Whether a slow request may be handled, which ends the batch.</param>
    private BatchEnd HandleFrames(ref ReadOnlySequence<byte> buffer, bool hasPlace = false)
    {
        BatchEnd? end;
        using (FlushScope.Begin())
        {
            // Answers of earlier batches that the peer has not taken yet are not this one's.
            long unsentBefore = backpressure.UnsentBytes;
            int most = hasPlace ? 1 : _mostFrames;
            int count = 0;
            try
            {
                do end = HandleNext(ref buffer, hasPlace);
                while (end is null && ++count < most && backpressure.UnsentBytes - unsentBefore <= _mostAnswerBytes);
            }
            finally
            {
                _turnBytes += Math.Max(0, backpressure.UnsentBytes - unsentBefore);
                frames.ReleaseAnswers();
            }
        }

        frames.EndBatch();
        return end ?? BatchEnd.TurnOver;
    }

    private static bool IsLeft(BatchEnd end) => end is BatchEnd.Held or BatchEnd.TurnOver;

    private BatchEnd? HandleNext(ref ReadOnlySequence<byte> buffer, bool hasPlace)
    {
        if (backpressure.IsOn || connection.IsClosed) return BatchEnd.Held;

        ReadOnlySequence<byte> rest = buffer;
        switch (RemotingFrame.TryRead(ref rest, options.MaxFrameBytes, out Frame frame))
        {
            case FrameStatus.Complete:
                bool isAnyAllowed = hasPlace || options.Turns is null;
                if (!frames.TryHandle(frame, isAnyAllowed, out _malformation)) return BatchEnd.Slow;
                break;
            case FrameStatus.NeedMore:
                return BatchEnd.NeedMore;
            case FrameStatus.Malformed:
                _malformation = "the peer sent a frame of impossible length, or something else than frames";
                break;
            case FrameStatus.Empty:
                break;    // upstream ignores it, and so do we
        }

        buffer = rest;
        return _malformation is null ? null : BatchEnd.Malformed;
    }

    private enum BatchEnd
    {
        NeedMore,
        Held,
        Malformed,
        TurnOver,
        Slow,
    }
}
