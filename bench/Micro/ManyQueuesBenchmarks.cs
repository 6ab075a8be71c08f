using System.Buffers;
using Ariane.Storage;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Micro;

/// <summary>
/// Indexing messages that go to many queues by turns, and opening a store that has so many, clean or not.
/// </summary>
/// <remarks>Every 100,000 messages the loop's share of writing is done too, as in a second of a busy broker.</remarks>
[MemoryDiagnoser]
public class ManyQueuesBenchmarks
{
    private const int Units = 500_000;
    private const int UnitsPerFlush = 100_000;

    private ScratchDirectory _directory = null!; // Set by Setup.
    private ConsumeQueueTable _table = null!; // Set by Setup.
    private ConsumeQueue[] _queues = []; // Set by Setup.
    private ReadOnlyMemory<byte> _summary; // Set by Setup.
    private long _next;

    [Params(1_000, 10_000, 50_000)]
    public int Queues { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _next = 0;
        _directory = new ScratchDirectory();
        _table = NewTable();
        _queues = [.. Enumerable.Range(0, Queues).Select(i => _table.GetOrAdd("topic-" + (i % 500), i / 500))];
        for (int i = 0; i < Queues; i++) Append();
        _table.Flush(thorough: true);
        var summary = new ArrayBufferWriter<byte>();
        _table.Summarize(summary);
        _summary = summary.WrittenMemory;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _table.Dispose();
        _directory.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Units)]
    public void Dispatch()
    {
        for (int i = 1; i <= Units; i++)
        {
            Append();
            if (i % UnitsPerFlush == 0) _table.Flush(thorough: false);
        }
    }

    [Benchmark]
    public long OpenBySummary()
    {
        using ConsumeQueueTable table = NewTable();
        if (!table.TryRestore(_summary.Span, 0)) throw new InvalidOperationException("The summary is of other files.");
        return table.MaxLogOffset;
    }

    [Benchmark]
    public long OpenByFiles()
    {
        using ConsumeQueueTable table = NewTable();
        table.Load(afterCrash: false, 0);
        return table.MaxLogOffset;
    }

    [Benchmark]
    public long OpenAfterCrash()
    {
        using ConsumeQueueTable table = NewTable();
        table.Load(afterCrash: true, 0);
        return table.MaxLogOffset;
    }

    private ConsumeQueueTable NewTable() => new(
        new StoreOptions { RootDirectory = _directory.Path },
        new PhysicalFiles(),
        NullLogger<ConsumeQueueTable>.Instance);

    private void Append()
    {
        ConsumeQueue queue = _queues[_next % _queues.Length];
        _table.Append(queue, _next / _queues.Length, new QueueUnit(_next * 100, 100, 7), _next);
        _next++;
    }
}
