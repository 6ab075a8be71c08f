using BenchmarkDotNet.Attributes;

namespace Ariane.Micro;

/// <summary>Making queue and index of messages that are in the log, per message.</summary>
[MemoryDiagnoser]
public class StoreDispatchBenchmarks
{
    private const int Messages = 900; // Fewer than a slice, so that all is done by the caller.

    private SampleStore _sample = null!; // Set by Setup.

    [Params(false, true)]
    public bool Keys { get; set; }

    [GlobalSetup]
    public void Setup() => _sample = SampleStore.Open();

    [GlobalCleanup]
    public void Cleanup() => _sample.Dispose();

    [IterationSetup]
    public void AppendMessages()
    {
        for (int i = 0; i < Messages; i++) _sample.Append(Keys);
        _sample.Store.Write();
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public void Dispatch() => _sample.Store.Dispatch();
}
