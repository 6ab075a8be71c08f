using System.Buffers;
using Ariane.Protocol.Frames;
using Ariane.Protocol.Headers;
using BenchmarkDotNet.Attributes;

namespace Ariane.Micro;

/// <summary>Decoding the header of a send request up to the record that its handler sees.</summary>
[MemoryDiagnoser]
public class HeaderBenchmarks
{
    private readonly HeaderScratch _scratch = new();
    private ReadOnlySequence<byte> _header;

    [Params(HeaderCodec.Json, HeaderCodec.Binary)]
    public HeaderCodec Codec { get; set; }

    [GlobalSetup]
    public void Cut()
    {
        var input = new ReadOnlySequence<byte>(
            Codec == HeaderCodec.Json ? SampleFrames.JsonSend : SampleFrames.BinarySend);
        RemotingFrame.TryRead(ref input, 16 * 1024 * 1024, out Frame frame);
        _header = frame.Header;
    }

    /// <summary>Code, opaque and flags: what dispatching needs.</summary>
    [Benchmark]
    public int Command()
    {
        _scratch.Reset();
        return CommandHeader.TryParse(Codec, _header, _scratch, out CommandHeader command, out _) ? command.Opaque : -1;
    }

    /// <summary>All of it: the command, then its 14 fields.</summary>
    [Benchmark]
    public int CommandAndFields()
    {
        _scratch.Reset();
        if (!CommandHeader.TryParse(Codec, _header, _scratch, out CommandHeader command, out _)) return -1;
        FieldReader fields = command.ReadFields(_scratch);
        SendMessageRequest.TryRead(ref fields, out SendMessageRequest request, out _);
        return request.QueueId;
    }
}
