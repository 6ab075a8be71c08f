using System.Buffers;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using BenchmarkDotNet.Attributes;

namespace Ariane.Micro;

/// <summary>Encoding the answer to a send.</summary>
[MemoryDiagnoser]
public class ResponseBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private readonly SendMessageResponse _response = new(
        "7F000002000051B900000000000182F8"u8.ToArray(), 3, 42, Region: "DefaultRegion", TraceOn: true);

    [Params(HeaderCodec.Json, HeaderCodec.Binary)]
    public HeaderCodec Codec { get; set; }

    [Benchmark]
    public int WriteResponse()
    {
        _output.ResetWrittenCount();
        CommandWriter.WriteResponse(_output, Codec, 0, 123456, null, _response, 0);
        return _output.WrittenCount;
    }
}
