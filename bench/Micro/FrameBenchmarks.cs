using System.Buffers;
using Ariane.Protocol.Frames;
using BenchmarkDotNet.Attributes;

namespace Ariane.Micro;

/// <summary>Cutting frames off the input.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private readonly ReadOnlySequence<byte> _input = new(SampleFrames.JsonSend);

    [Benchmark]
    public FrameStatus TryRead()
    {
        ReadOnlySequence<byte> buffer = _input;
        return RemotingFrame.TryRead(ref buffer, 16 * 1024 * 1024, out _);
    }
}
