using Ariane.Crash.Files;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Recovery;

/// <summary>Whole stores whose summary is there, missing, or left over from another time.</summary>
public sealed class QueueSummaryStoreTests
{
    private const string SummaryPath = "/store/queuesummary";

    private readonly ManualTime _time = new();

    [Fact]
    public async Task OpenAsync_AfterCleanStop_BelievesTheSummaryAndRemovesIt()
    {
        MemoryFiles files = await FillAsync();
        DropLastUnit(files);
        await using MessageStore store = await OpenAsync(files, _time);
        Assert.Equal(100, store.GetMaxOffset("T", 0));
        Assert.False(files.FileExists(SummaryPath));
    }

    [Fact]
    public async Task OpenAsync_SummaryMissing_HasEveryMessageAndGoesOn()
    {
        MemoryFiles files = await FillAsync();
        files.DeleteFile(SummaryPath);
        await AssertWholeAsync(files, 100);
    }

    [Fact]
    public async Task OpenAsync_SummaryOfAnEarlierStop_HasWhatWasStoredSince()
    {
        MemoryFiles files = await FillAsync();
        byte[] earlier = files.ReadAll(SummaryPath);
        _time.Advance(TimeSpan.FromMinutes(1));

        // As another broker does that knows of no summaries: it opens the store, stores, and stops cleanly.
        await using (MessageStore other = await OpenAsync(files, _time))
        {
            for (int i = 200; i < 260; i++) Append(other, "T", i % 2, $"m{i}");
        }

        files.WriteAll(SummaryPath, earlier);
        await AssertWholeAsync(files, 130);
    }

    [Fact]
    public async Task OpenAsync_OnlyTheLockWasTakenSince_LooksAtTheFiles()
    {
        MemoryFiles files = await FillAsync();
        DropLastUnit(files);
        files.SetLastWriteTime("/store/lock", _time.GetUtcNow() + TimeSpan.FromMilliseconds(1));
        Assert.Equal(99, await CountAsync(files));
    }

    [Fact]
    public async Task OpenAsync_OnlyTheCheckpointWasWrittenSince_LooksAtTheFiles()
    {
        MemoryFiles files = await FillAsync();
        DropLastUnit(files);
        files.SetLastWriteTime("/store/checkpoint", _time.GetUtcNow() + TimeSpan.FromMilliseconds(1));
        Assert.Equal(99, await CountAsync(files));
    }

    [Fact]
    public async Task OpenAsync_QueuesDeletedByHand_AreMadeAgain()
    {
        MemoryFiles files = await FillAsync();
        string[] units = [.. files.AllPaths.Where(static path => path.Contains("/consumequeue/", StringComparison.Ordinal))];
        foreach (string path in units) files.DeleteFile(path);
        foreach (string directory in (string[])["T/0", "T/1", "T"]) files.DeleteDirectory("/store/consumequeue/" + directory);
        await AssertWholeAsync(files, 100);
    }

    [Fact]
    public async Task OpenAsync_AfterKill_BelievesNoSummary()
    {
        MemoryFiles files = await FillAsync();
        byte[] earlier = files.ReadAll(SummaryPath);
        MemoryFiles killed;
        await using (MessageStore store = await OpenAsync(files, _time))
        {
            for (int i = 200; i < 220; i++) Append(store, "T", i % 2, $"m{i}");
            Assert.False(files.FileExists(SummaryPath));
            killed = files.Kill();
        }

        killed.WriteAll(SummaryPath, earlier);
        await AssertWholeAsync(killed, 110);
        Assert.Equal(110, await CountAsync(killed));
    }

    [Fact]
    public async Task DisposeAsync_SummaryCannotBeWritten_StopsCleanlyAllTheSame()
    {
        MemoryFiles files = await FillAsync();
        MessageStore store = await OpenAsync(files, _time);
        files.FailOpenOf = SummaryPath;
        await store.DisposeAsync();
        Assert.False(files.FileExists("/store/abort"));
        files.FailOpenOf = null;
        await AssertWholeAsync(files, 100);
    }

    private async Task<MemoryFiles> FillAsync()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        for (int i = 0; i < 200; i++) Append(store, "T", i % 2, $"m{i}");
        store.Dispatch();
        return files;
    }

    /// <summary>Queue 0 loses a unit: who counts units finds out, who believes a summary does not.</summary>
    private static void DropLastUnit(MemoryFiles files)
    {
        string path = files.AllPaths.Last(static path => path.Contains("/consumequeue/T/0/", StringComparison.Ordinal));
        byte[] units = files.ReadAll(path);
        int last = units.AsSpan().LastIndexOfAnyExcept((byte)0) / 20;
        units.AsSpan(last * 20, 20).Clear();
        files.WriteAll(path, units);
    }

    private async Task<long> CountAsync(MemoryFiles files)
    {
        await using MessageStore store = await OpenAsync(files, _time);
        return store.GetMaxOffset("T", 0);
    }

    private async Task AssertWholeAsync(MemoryFiles files, int perQueue)
    {
        await using MessageStore store = await OpenAsync(files, _time);
        for (int queue = 0; queue < 2; queue++)
        {
            Assert.Equal(Enumerable.Range(0, perQueue).Select(i => $"m{(i * 2) + queue}"), ReadIds(store, "T", queue));
            Assert.Equal(perQueue, store.GetMaxOffset("T", queue, committed: false));
        }
    }
}
