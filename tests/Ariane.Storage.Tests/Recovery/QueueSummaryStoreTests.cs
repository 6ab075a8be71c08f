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
        string[] units =
            [.. files.AllPaths.Where(static path => path.Contains("/consumequeue/", StringComparison.Ordinal))];
        foreach (string path in units) files.DeleteFile(path);
        foreach (string directory in (string[])["T/0", "T/1", "T"])
            files.DeleteDirectory("/store/consumequeue/" + directory);
        await AssertWholeAsync(files, 100);
    }

    [Theory]
    [InlineData(0, "delete")]
    [InlineData(0, "empty")]
    [InlineData(0, "cut")]
    [InlineData(2, "delete")]
    [InlineData(2, "cut")]
    [InlineData(4, "delete")]
    [InlineData(4, "empty")]
    public async Task OpenAsync_QueueFileDamagedAfterCleanStop_TheQueueIsMadeAgain(int segment, string damage)
    {
        MemoryFiles files = await FillAsync(SmallQueues);
        string path = QueueFile(files, segment);
        if (damage == "delete") files.DeleteFile(path);
        else files.WriteAll(path, damage == "empty" ? [] : files.ReadAll(path)[..201]);
        await AssertWholeAsync(files, 100, SmallQueues);
        await AssertWholeAsync(files, 100, SmallQueues);
    }

    [Fact]
    public async Task OpenAsync_LosesPowerWhileAQueueIsMadeAgain_HasEveryMessageTheNextTime()
    {
        MemoryFiles filled = await FillAsync(SmallQueues);
        filled.DeleteFile(QueueFile(filled, 2));
        bool hasOpened = false;
        for (int call = 1; !hasOpened; call++)
        {
            MemoryFiles files = filled.Kill();
            files.FailFrom = call;
            hasOpened = await TryOpenAsync(files);
            for (int seed = 0; seed < 4; seed++)
                await AssertWholeAsync(files.LosePower(new Random(seed)), 100, SmallQueues);
        }
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

    /// <summary>Each of the two queues has five files.</summary>
    private static StoreOptions SmallQueues => Options with { ConsumeQueueSegmentBytes = 400 };

    private static string QueueFile(MemoryFiles files, int segment) => files.AllPaths
        .Where(static path => path.Contains("/consumequeue/T/0/", StringComparison.Ordinal)).ElementAt(segment);

    private async Task<bool> TryOpenAsync(MemoryFiles files)
    {
        try
        {
            await using MessageStore store = await OpenAsync(files, _time, SmallQueues);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<MemoryFiles> FillAsync(StoreOptions? options = null)
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time, options);
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

    private async Task AssertWholeAsync(MemoryFiles files, int perQueue, StoreOptions? options = null)
    {
        await using MessageStore store = await OpenAsync(files, _time, options);
        for (int queue = 0; queue < 2; queue++)
        {
            Assert.Equal(Enumerable.Range(0, perQueue).Select(i => $"m{(i * 2) + queue}"), ReadIds(store, "T", queue));
            Assert.Equal(perQueue, store.GetMaxOffset("T", queue, committed: false));
        }
    }
}
