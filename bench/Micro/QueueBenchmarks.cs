using Ariane.Storage;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Micro;

/// <summary>Finding a queue and reading 32 of its units: what every pull begins with.</summary>
[MemoryDiagnoser]
public class QueueBenchmarks
{
    private const int Topics = 1000;

    private readonly QueueUnit[] _units = new QueueUnit[32];
    private readonly ScratchDirectory _directory = new();
    private ConsumeQueueTable _table = null!; // Set by Setup.

    [GlobalSetup]
    public void Setup()
    {
        var options = new StoreOptions { RootDirectory = _directory.Path };
        _table = new ConsumeQueueTable(options, new PhysicalFiles(), NullLogger<ConsumeQueueTable>.Instance);
        for (int i = 0; i < Topics; i++) _table.GetOrAdd("topic-" + i, 7);
        Fill("written", 100);
        _table.Flush(thorough: false);
        Fill("tail", 100);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _table.Dispose();
        _directory.Dispose();
    }

    [Benchmark]
    public bool Find() => _table.TryGet("topic-500", 7, out _);

    [Benchmark]
    public int FindAndReadFromTail() => ReadFrom("tail");

    [Benchmark]
    public int FindAndReadFromFile() => ReadFrom("written");

    private int ReadFrom(string topic) =>
        _table.TryGet(topic, 0, out ConsumeQueue? queue) ? queue.ReadUnits(50, _units) : 0;

    private void Fill(string topic, int count)
    {
        ConsumeQueue queue = _table.GetOrAdd(topic, 0);
        for (int i = 0; i < count; i++) _table.Append(queue, i, new QueueUnit(i * 100L, 100, i), i);
    }
}
