using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Ariane.Remoting.Transports;

/// <summary>A connected socket as two pipes, with one loop that receives and one that sends.</summary>
/// <remarks>
/// What was received is handled on the thread that received it. Sending takes a turn on the thread pool, so that
/// writers on several threads share a system call and none makes one under the lock of the connection's output.
/// </remarks>
internal sealed class SocketTransport : IDuplexPipe, IAsyncDisposable
{
    // What is still to be sent or handled above which the respective other side has to wait.
    private const int MaxWaitingBytes = 1024 * 1024;
    private const int SegmentBytes = 64 * 1024;
    private const int MinReceiveBytes = 4 * 1024;
    private const int MaxReceiveBytes = 64 * 1024;

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(1);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly Pipe _received = NewPipe(readerScheduler: PipeScheduler.Inline, PipeScheduler.ThreadPool);
    private readonly Pipe _toSend = NewPipe(readerScheduler: PipeScheduler.ThreadPool, PipeScheduler.Inline);
    private readonly Task _receiving;
    private readonly Task _sending;

    /// <summary>Takes over a connected socket.</summary>
    public SocketTransport(Socket socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _receiving = ReceiveAsync();
        _sending = SendAsync();
    }

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _toSend.Writer;

    /// <summary>
    /// Closes the socket, as soon as the system has taken what was written or does not take it for a second.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
        try
        {
            await _sending.WaitAsync(LongestFarewell, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer does not read: what is left is lost with the connection.
        }

        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        await _sending.ConfigureAwait(false);
    }

    private static Pipe NewPipe(PipeScheduler readerScheduler, PipeScheduler writerScheduler) =>
        new(new PipeOptions(
            pool: null,
            readerScheduler,
            writerScheduler,
            pauseWriterThreshold: MaxWaitingBytes,
            resumeWriterThreshold: MaxWaitingBytes / 2,
            minimumSegmentSize: SegmentBytes,
            useSynchronizationContext: false));

    private async Task ReceiveAsync()
    {
        Exception? error = null;
        int wanted = MinReceiveBytes;
        PipeWriter writer = _received.Writer;
        try
        {
            while (true)
            {
                Memory<byte> memory = writer.GetMemory(wanted);
                int received = await _socket.ReceiveAsync(memory, SocketFlags.None, CancellationToken.None)
                    .ConfigureAwait(false);
                if (received == 0) break;
                wanted = NextReceiveBytes(wanted, received, memory.Length);
                writer.Advance(received);
                FlushResult flushed = await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                if (flushed.IsCompleted) break;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            error = new IOException(exception.Message, exception);
        }

        await writer.CompleteAsync(error).ConfigureAwait(false);
    }

    // Busy connections get large buffers, idle ones do not hold on to them.
    private static int NextReceiveBytes(int wanted, int received, int offered)
    {
        if (received == offered) return Math.Min(wanted * 2, MaxReceiveBytes);
        return received < wanted / 4 ? Math.Max(wanted / 2, MinReceiveBytes) : wanted;
    }

    private async Task SendAsync()
    {
        Exception? error = null;
        PipeReader reader = _toSend.Reader;
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = read.Buffer;
                foreach (ReadOnlyMemory<byte> segment in buffer) await SendAllAsync(segment).ConfigureAwait(false);
                reader.AdvanceTo(buffer.End);
                if (read.IsCompleted) break;
            }

            // The peer sees the end of the stream after the last byte.
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            error = new IOException(exception.Message, exception);
        }
        catch (IOException exception)
        {
            // The writer has given up: the rest is not to be sent.
            error = exception;
        }

        await reader.CompleteAsync(error).ConfigureAwait(false);
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int sent = await _socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }
}
