using Ariane.Crash.Files;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests;

public sealed class MessageStoreTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task OpenAsync_AfterCleanStop_HasEveryMessageAndGoesOn()
    {
        var files = new MemoryFiles(_time);
        await using (MessageStore store = await OpenAsync(files, _time))
        {
            for (int i = 0; i < 300; i++)
                Assert.Equal(AppendStatus.Appended, Append(store, "T", i % 3, $"m{i}").Status);
        }

        Assert.False(files.FileExists("/store/abort"));
        await using MessageStore reopened = await OpenAsync(files, _time);
        reopened.Dispatch();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"m{i * 3}"), ReadIds(reopened, "T", 0));
        Assert.Equal(["m7"], FindByKey(reopened, "T", "km7"));
        Assert.Equal(100, Append(reopened, "T", 0, "next").QueueOffset);
    }

    [Fact]
    public async Task OpenAsync_AfterKill_HasEveryMessage()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        for (int i = 0; i < 300; i++) Append(store, "T", i % 3, $"m{i}");

        await using MessageStore reopened = await OpenAsync(files.Kill(), _time);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"m{(i * 3) + 1}"), ReadIds(reopened, "T", 1));
        Assert.Equal(store.AppendedOffset, reopened.AppendedOffset);
        Assert.Equal(["m299"], FindByKey(reopened, "T", "um299"));
    }

    [Fact]
    public async Task OpenAsync_CleanStop_DoesNotReadTheWholeLog()
    {
        var files = new MemoryFiles(_time);
        await using (MessageStore store = await OpenAsync(files, _time))
        {
            for (int i = 0; i < 300; i++) Append(store, "T", 0, $"m{i}");
        }

        // Damage in the first segment is found by `store check`, not by a start that has no reason to look there.
        byte[] first = files.ReadAll("/store/commitlog/00000000000000000000");
        first[100] ^= 1;
        files.WriteAll("/store/commitlog/00000000000000000000", first);

        await using MessageStore reopened = await OpenAsync(files, _time);
        Assert.Equal(300, reopened.GetMaxOffset("T", 0));
    }

    [Fact]
    public async Task Dispatch_SyncFlush_ShowsNothingBeforeItIsOnDisk()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time, Options with { SyncFlush = true });
        AppendResult first = Append(store, "T", 0, "m0");
        await WhenDurableAsync(store, first.EndOffset);
        using var flushMayEnd = new SemaphoreSlim(0);
        files.Flushing = path =>
        {
            if (path.Contains("commitlog", StringComparison.Ordinal)) flushMayEnd.Wait(Patience.Limit);
        };

        AppendResult second = Append(store, "T", 0, "m1");
        store.Dispatch();

        Assert.Equal(first.EndOffset, store.ConfirmedOffset);
        Assert.Equal(["m0"], ReadIds(store, "T", 0));
        Assert.Equal((1, 2), (store.GetMaxOffset("T", 0), store.GetMaxOffset("T", 0, committed: false)));
        flushMayEnd.Release(10);
        Assert.Equal(DurabilityOutcome.Durable, await WhenDurableAsync(store, second.EndOffset));
        store.Dispatch();
        Assert.Equal(second.EndOffset, store.ConfirmedOffset);
    }

    [Fact]
    public async Task DisposeAsync_FlushFailed_KeepsTheAbortMarker()
    {
        var files = new MemoryFiles(_time);
        MessageStore store = await OpenAsync(files, _time);
        Append(store, "T", 0, "m0");
        files.FailFlushOf = "commitlog";

        await store.DisposeAsync();
        await store.DisposeAsync();

        Assert.True(files.FileExists("/store/abort"));
        Assert.False(store.IsWritable);
        files.FailFlushOf = null;
        await using MessageStore reopened = await OpenAsync(files, _time);
        Assert.Equal(["m0"], ReadIds(reopened, "T", 0));
    }

    [Fact]
    public async Task DeleteTopic_WithMessages_BeginsAnew()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        Append(store, "T", 0, "old");
        store.Dispatch();

        store.DeleteTopic("T");

        Assert.Equal(0, Append(store, "T", 0, "new").QueueOffset);
        store.Dispatch();
        Assert.Equal(["new"], ReadIds(store, "T", 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeleteTopic_ThenOpenedAgain_StaysDeleted(bool killed)
    {
        var files = new MemoryFiles(_time);
        MessageStore store = await OpenAsync(files, _time);
        Append(store, "kept", 0, "k0");
        Append(store, "T", 0, "old0");
        Append(store, "T", 0, "old1");
        store.Dispatch();
        store.DeleteTopic("T");
        MemoryFiles left = killed ? files.Kill() : files;
        await store.DisposeAsync();

        await using MessageStore reopened = await OpenAsync(left, _time);

        Assert.Equal(["k0"], ReadIds(reopened, "kept", 0));
        Assert.Equal(0, reopened.GetMaxOffset("T", 0));
        Assert.Equal(0, Append(reopened, "T", 0, "new").QueueOffset);
        reopened.Dispatch();
        Assert.Equal(["new"], ReadIds(reopened, "T", 0));
    }

    [Fact]
    public async Task DeleteTopic_MessageNotYetWritten_GoesWithIt()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        AppendUnwritten(store, "T", 0, "old");

        store.DeleteTopic("T");
        store.Write();
        store.Dispatch();

        Assert.Equal(0, store.GetMaxOffset("T", 0));
        await using MessageStore reopened = await OpenAsync(files.Kill(), _time);
        Assert.Equal(0, reopened.GetMaxOffset("T", 0));
    }

    [Fact]
    public async Task DeleteTopic_MadeAgainAndKilled_HasTheNewMessagesOnly()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        Append(store, "T", 0, "old0");
        Append(store, "T", 0, "old1");
        store.Dispatch();
        store.DeleteTopic("T");
        Append(store, "T", 0, "new");
        store.Dispatch();

        await using MessageStore reopened = await OpenAsync(files.Kill(), _time);

        Assert.Equal(["new"], ReadIds(reopened, "T", 0));
        Assert.Equal(1, reopened.GetMaxOffset("T", 0));
    }

    [Fact]
    public async Task DeleteTopic_LogLostItsEnd_NewMessagesInThatPlaceStay()
    {
        var files = new MemoryFiles(_time);
        files.WriteAll("/store/config/deletedTopics.json", """{"table":{"T":"1000"}}"""u8);
        MessageStore store = await OpenAsync(files, _time);
        Append(store, "T", 0, "new");
        store.Dispatch();
        MemoryFiles killed = files.Kill();
        await store.DisposeAsync();

        await using MessageStore reopened = await OpenAsync(killed, _time);

        Assert.Equal(["new"], ReadIds(reopened, "T", 0));
    }

    [Fact]
    public async Task Append_ManyThreads_EveryQueueIsInOrderAndComplete()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(queue => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                Assert.Equal(i, Append(store, "T", queue, $"q{queue}m{i}").QueueOffset);
                store.Dispatch();
            }
        })));

        await Eventually.IsTrueAsync(() => store.DispatchedOffset == store.AppendedOffset);
        for (int queue = 0; queue < 4; queue++)
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"q{queue}m{i}"), ReadIds(store, "T", queue));
        foreach (string path in files.AllPaths.Where(path => path.StartsWith(LogDirectory, StringComparison.Ordinal)))
            Assert.False(files.HasBytesInHoles(path));
    }
}
