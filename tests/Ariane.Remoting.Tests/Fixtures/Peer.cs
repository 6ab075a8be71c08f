using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Ariane.Protocol.Frames;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Remoting.Tests.Fixtures;

/// <summary>
/// The far end of a connection under test. What it sends is read and handled within <see cref="Send"/>, on the test's
/// thread, as far as handlers answer at once: tests need not wait for anything.
/// </summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Pipe _toConnection;
    private readonly Pipe _fromConnection;

    public Peer(
        RequestTable? table = null,
        RemotingOptions? options = null,
        ManualTime? time = null,
        int outputPauseBytes = 64 * 1024,
        EndPoint? remoteEndPoint = null)
    {
        Time = time ?? new ManualTime();
        _toConnection = new Pipe(Options(pauseBytes: 0));
        _fromConnection = new Pipe(Options(outputPauseBytes));
        Output = new CountingWriter(_fromConnection.Writer);
        Connection = new RemotingConnection(
            new DuplexPipe(_toConnection.Reader, Output),
            remoteEndPoint,
            null,
            table ?? RequestTable.Empty,
            options ?? new RemotingOptions(),
            Time,
            NullLogger.Instance);
        Running = Connection.RunAsync(CancellationToken.None);
    }

    public ManualTime Time { get; }

    public CountingWriter Output { get; }

    public RemotingConnection Connection { get; }

    public Task Running { get; }

    /// <summary>Sends bytes in one piece.</summary>
    public void Send(params IEnumerable<byte[]> frames)
    {
        foreach (byte[] frame in frames) _toConnection.Writer.Write(frame);
        Flush();
    }

    /// <summary>As <see cref="Send"/>, without allocating.</summary>
    public void SendBytes(byte[] frame)
    {
        _toConnection.Writer.Write(frame);
        Flush();
    }

    /// <summary>Throws away what has arrived, which must be something.</summary>
    public void SkipReceived()
    {
        Assert.True(_fromConnection.Reader.TryRead(out ReadResult read));
        _fromConnection.Reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>Closes the peer's sending half.</summary>
    public void SendEnd() => _toConnection.Writer.Complete();

    /// <summary>Breaks the transport, as a reset does.</summary>
    public void Break(Exception exception)
    {
        _toConnection.Writer.Complete(exception);
        _fromConnection.Reader.Complete(exception);
    }

    /// <summary>Everything that has arrived by now.</summary>
    public List<Command> Received()
    {
        var commands = new List<Command>();
        if (!_fromConnection.Reader.TryRead(out ReadResult read)) return commands;

        ReadOnlySequence<byte> buffer = read.Buffer;
        while (RemotingFrame.TryRead(ref buffer, int.MaxValue, out Frame frame) == FrameStatus.Complete)
        {
            commands.Add(Command.Decode(frame));
        }

        _fromConnection.Reader.AdvanceTo(buffer.Start, buffer.End);
        return commands;
    }

    /// <summary>Waits until so many have arrived.</summary>
    public async Task<List<Command>> ReceiveAsync(int count)
    {
        var commands = new List<Command>();
        while (commands.Count < count)
        {
            ReadResult read = await _fromConnection.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
            _fromConnection.Reader.AdvanceTo(read.Buffer.Start);
            List<Command> received = Received();
            if (received.Count == 0 && read.IsCompleted) throw new EndOfStreamException();
            commands.AddRange(received);
        }

        return commands;
    }

    public async Task<Command> ReceiveAsync() => (await ReceiveAsync(1))[0];

    /// <summary>Waits until the connection has ended.</summary>
    public Task WaitForEndAsync() => Running.WaitAsync(Patience.Limit);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
        Assert.Null(Output.Violation);
    }

    private void Flush()
    {
        ValueTask<FlushResult> flush = _toConnection.Writer.FlushAsync();
        Assert.True(flush.IsCompletedSuccessfully, "A pipe without a limit makes nobody wait.");
    }

    private static PipeOptions Options(int pauseBytes) => new(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: pauseBytes,
        resumeWriterThreshold: pauseBytes / 2,
        useSynchronizationContext: false);
}
