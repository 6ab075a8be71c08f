using System.Buffers;
using Ariane.Storage;
using Ariane.Storage.Reading;
using BenchmarkDotNet.Attributes;

namespace Ariane.Micro;

/// <summary>A pull's work on the store: 32 messages with bodies of 1 KiB, copied into a response.</summary>
[MemoryDiagnoser]
public class StoreReadBenchmarks
{
    private readonly ReadResult _result = new();
    private readonly ArrayBufferWriter<byte> _output = new(1 << 20);
    private SampleStore _sample = null!; // Set by Setup.

    [GlobalSetup]
    public void Setup()
    {
        _sample = SampleStore.Open();
        for (int i = 0; i < 100; i++) _sample.Append();
        _sample.Store.Write();
        _sample.Store.Dispatch();
    }

    [GlobalCleanup]
    public void Cleanup() => _sample.Dispose();

    [Benchmark]
    public int Read32()
    {
        _sample.Store.Read(SampleStore.Topic, 0, 0, 32, 1 << 20, null, _result);
        int bytes = _result.Bytes;
        _result.Release();
        return bytes;
    }

    [Benchmark]
    public int Read32AndWrite()
    {
        _output.ResetWrittenCount();
        _sample.Store.Read(SampleStore.Topic, 0, 0, 32, 1 << 20, null, _result);
        _result.WriteTo(_output);
        _result.Release();
        return _output.WrittenCount;
    }
}
