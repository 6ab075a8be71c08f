using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Frames;
using Ariane.Remoting.Transports;

namespace Ariane.Hostile.Wire;

/// <summary>A connection that can send any bytes, and takes answers apart. Used by one caller at a time.</summary>
public sealed class WireClient : IAsyncDisposable
{
    private const int MaxAnswerBytes = 256 * 1024 * 1024;

    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly Func<ValueTask> _endSending;
    private readonly Func<ValueTask> _close;
    private readonly HeaderScratch _scratch = new();

    private WireClient(PipeReader input, PipeWriter output, Func<ValueTask> endSending, Func<ValueTask> close)
    {
        _input = input;
        _output = output;
        _endSending = endSending;
        _close = close;
    }

    public static async Task<WireClient> ConnectAsync(
        IPEndPoint endPoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return new WireClient(
            PipeReader.Create(stream),
            PipeWriter.Create(stream),
            () =>
            {
                socket.Shutdown(SocketShutdown.Send);
                return ValueTask.CompletedTask;
            },
            stream.DisposeAsync);
    }

    /// <summary>The caller's side of a loopback connection.</summary>
    public static WireClient Over(Transport transport) => new(
        transport.Pipe.Input,
        transport.Pipe.Output,
        () => transport.Pipe.Output.CompleteAsync(),
        async () =>
        {
            await transport.Pipe.Input.CompleteAsync();
            await transport.Pipe.Output.CompleteAsync();
        });

    /// <summary>Sends bytes; false when the server takes nothing any more.</summary>
    public async Task<bool> TrySendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            FlushResult flush = await _output.WriteAsync(bytes, cancellationToken);
            return !flush.IsCompleted;
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            return false;
        }
    }

    /// <summary>Closes this side's half.</summary>
    public async Task EndSendingAsync()
    {
        try
        {
            await _endSending();
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            // The server was quicker.
        }
    }

    /// <summary>The next answer; null when the server has closed the connection.</summary>
    /// <exception cref="InvalidDataException">The server sent what is no frame.</exception>
    public async Task<WireAnswer?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ReadResult read = await _input.ReadAsync(cancellationToken);
                ReadOnlySequence<byte> buffer = read.Buffer;
                WireAnswer? answer = TryTake(ref buffer);
                _input.AdvanceTo(buffer.Start, answer is null ? buffer.End : buffer.Start);
                if (answer is not null) return answer;
                if (read.IsCompleted) return null;
            }
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            return null;
        }
    }

    /// <summary>
    /// Sends a request and waits for the answer to it, passing over others; null when the server has closed.
    /// </summary>
    public async Task<WireAnswer?> CallAsync(HostileRequest request, int opaque, CancellationToken cancellationToken)
    {
        if (!await TrySendAsync(request.Encode(opaque), cancellationToken)) return null;
        while (await ReceiveAsync(cancellationToken) is { } answer)
        {
            if (answer.IsResponse && answer.Opaque == opaque) return answer;
        }

        return null;
    }

    public ValueTask DisposeAsync() => _close();

    private static bool IsClosed(Exception exception) =>
        exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private WireAnswer? TryTake(ref ReadOnlySequence<byte> buffer)
    {
        switch (RemotingFrame.TryRead(ref buffer, MaxAnswerBytes, out Frame frame))
        {
            case FrameStatus.Complete:
                break;
            case FrameStatus.NeedMore:
                return null;
            default:
                throw new InvalidDataException("the server sent what is no frame");
        }

        _scratch.Reset();
        return CommandHeader.TryParse(frame.Codec, frame.Header, _scratch, out CommandHeader header, out string? error)
            ? new WireAnswer(
                header.Opaque, (ResponseCode)header.Code, header.IsResponse, header.Remark, frame.Body.Length)
            : throw new InvalidDataException($"the server sent a malformed header: {error}");
    }
}

/// <summary>An answer, or a request of the server's own.</summary>
public sealed record WireAnswer(int Opaque, ResponseCode Code, bool IsResponse, string? Remark, long BodyBytes);
