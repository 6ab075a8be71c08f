using System.Buffers;
using System.IO.Pipelines;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;
using Ariane.Remoting.Requests;
using Ariane.Remoting.Transports;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Micro;

/// <summary>
/// What a connection itself costs a request, from the bytes that arrived to those of its answer: no system calls, no
/// thread but the benchmark's.
/// </summary>
[MemoryDiagnoser]
public class ConnectionBenchmarks
{
    private const int Requests = 256;

    private readonly Pipe _input = NewPipe();
    private readonly Pipe _output = NewPipe();
    private byte[] _batch = [];

    /// <summary>How the requests' headers are written.</summary>
    [Params(false, true)]
    public bool Binary { get; set; }

    [GlobalSetup]
    public void Start()
    {
        byte[] frame = Binary ? SampleFrames.BinarySend : SampleFrames.JsonSend;
        _batch = [.. Enumerable.Repeat(frame, Requests).SelectMany(bytes => bytes)];
        var connection = new RemotingConnection(
            new DuplexPipe(_input.Reader, _output.Writer),
            null,
            null,
            new RequestTableBuilder().Map(new AcceptingHandler()).Build(),
            new RemotingOptions(),
            TimeProvider.System,
            NullLogger.Instance);
        _ = connection.RunAsync(CancellationToken.None);
    }

    /// <summary>256 sends that one read brings.</summary>
    [Benchmark(OperationsPerInvoke = Requests)]
    public long Batch() => Exchange(_batch);

    /// <summary>One send per read.</summary>
    [Benchmark]
    public long Single() => Exchange(_batch.AsSpan(0, _batch.Length / Requests));

    private long Exchange(ReadOnlySpan<byte> requests)
    {
        _input.Writer.Write(requests);
        ValueTask<FlushResult> flush = _input.Writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully || !_output.Reader.TryRead(out ReadResult answers))
        {
            throw new InvalidOperationException("The connection did not answer at once.");
        }

        long bytes = answers.Buffer.Length;
        _output.Reader.AdvanceTo(answers.Buffer.End);
        return bytes;
    }

    private static Pipe NewPipe() => new(new PipeOptions(
        readerScheduler: PipeScheduler.Inline,
        writerScheduler: PipeScheduler.Inline,
        pauseWriterThreshold: 0,
        minimumSegmentSize: 64 * 1024,
        useSynchronizationContext: false));

    private sealed class AcceptingHandler : IRequestHandler<SendMessageRequest>
    {
        private readonly byte[] _messageId = "7F00000100002A9F0000000000000001"u8.ToArray();

        public ValueTask<Reply> HandleAsync(SendMessageRequest request, RequestContext context) =>
            new(context.Write(
                ResponseCode.Success,
                new SendMessageResponse(_messageId, request.QueueId, 4711, Region: "DefaultRegion", TraceOn: true)));
    }
}
