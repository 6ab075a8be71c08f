using Ariane.Crash.Files;
using Ariane.Storage.Checkpoints;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Crash;

/// <summary>All but the log can be made from the log again.</summary>
public sealed class LostDerivedFilesTests
{
    private readonly ManualTime _time = new();

    public static TheoryData<string> Damages { get; } = ["delete", "empty", "zero", "cut"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task OpenAsync_AfterCrashWithAnyDerivedFileDamaged_HasEveryMessage(string damage)
    {
        MemoryFiles killed = await FillAsync();
        string[] derived = [.. killed.AllPaths.Where(IsDerived)];
        Assert.Contains("/store/checkpoint", derived);
        foreach (string path in derived)
        {
            MemoryFiles files = killed.Kill();
            Damage(files, path, damage);

            await using MessageStore store = await OpenAsync(files, _time);
            AssertHasQueues(store, path);

            // Of an index file that was complete nothing tells that it is missing;
            // `ariane store rebuild` makes it again.
            if (!path.Contains("/index/", StringComparison.Ordinal)) AssertHasKeys(store);
        }
    }

    [Fact]
    public async Task OpenAsync_AfterCrashWithoutAnyDerivedFile_HasEveryMessage()
    {
        MemoryFiles files = await FillAsync();
        foreach (string path in files.AllPaths.Where(IsDerived)) files.DeleteFile(path);

        await using MessageStore store = await OpenAsync(files, _time);
        AssertHasQueues(store, "everything");
        AssertHasKeys(store);
    }

    [Fact]
    public async Task OpenAsync_LosesPowerWhileQueuesAreMadeAgain_HasEveryMessageTheNextTime()
    {
        MemoryFiles killed = await FillAsync();
        killed.DeleteFile("/store/consumequeue/T/0/00000000000000002000");
        bool hasOpened = false;
        for (int call = 1; !hasOpened; call++)
        {
            MemoryFiles files = killed.Kill();
            files.FailFrom = call;
            hasOpened = await TryOpenAsync(files);
            for (int seed = 0; seed < 4; seed++)
            {
                await using MessageStore store = await OpenAsync(files.LosePower(new Random(seed)), _time);
                AssertHasQueues(store, $"a queue and a loss of power at call {call}, seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("empty")]
    [InlineData("delete")]
    public async Task OpenAsync_AfterCrashWithAnOldQueueDamaged_HasEveryMessage(string damage)
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        for (int i = 0; i < 150; i++) Append(store, "Old", 0, $"m{i}");
        for (int batch = 0; batch < 4; batch++)
        {
            for (int i = 0; i < 60; i++) Append(store, "T", 0, $"t{batch}-{i}");
            await CheckpointAsync(store, files);
        }

        MemoryFiles killed = files.Kill();
        string first = "/store/consumequeue/Old/0/00000000000000000000";
        byte[] units = killed.ReadAll(first);
        units[(30 * 20) + 9] ^= 1;   // the size of a message becomes larger than what lies behind it
        if (damage == "flip") killed.WriteAll(first, units);
        else Damage(killed, "/store/consumequeue/Old/0/00000000000000002000", damage);

        await using MessageStore found = await OpenAsync(killed, _time);
        Assert.Equal(Enumerable.Range(0, 150).Select(static i => $"m{i}"), ReadIds(found, "Old", 0));
        Assert.Equal(240, found.GetMaxOffset("T", 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(2000)]
    public async Task OpenAsync_AfterCrashWithATruncatedCheckpoint_HasEveryMessage(int bytes)
    {
        MemoryFiles files = await FillAsync();
        files.WriteAll("/store/checkpoint", files.ReadAll("/store/checkpoint").AsSpan(0, bytes));

        await using MessageStore store = await OpenAsync(files, _time);
        AssertHasQueues(store, "the checkpoint");
        AssertHasKeys(store);
    }

    private async Task CheckpointAsync(MessageStore store, MemoryFiles files)
    {
        long stored = _time.GetUtcNow().ToUnixTimeMilliseconds();
        store.Dispatch();
        var checkpoint = new CheckpointFile(files, "/store/checkpoint");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (store.DispatchedOffset < store.AppendedOffset) await WaitAsync(patience.Token);
        _time.Advance(Options.QueueThoroughFlushInterval);
        while (checkpoint.Read() is { } read && (read.LogTimestamp < stored || read.QueueTimestamp < stored))
        {
            _time.Advance(Options.QueueFlushInterval);
            await WaitAsync(patience.Token);
        }
    }

    private static async Task WaitAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    private async Task<bool> TryOpenAsync(MemoryFiles files)
    {
        try
        {
            await using MessageStore store = await OpenAsync(files, _time);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsDerived(string path) =>
        !path.StartsWith(LogDirectory, StringComparison.Ordinal) && path is not ("/store/lock" or "/store/abort");

    private static void Damage(MemoryFiles files, string path, string damage)
    {
        byte[] content = files.ReadAll(path);
        switch (damage)
        {
            case "delete":
                files.DeleteFile(path);
                return;
            case "empty":
                content = [];
                break;
            case "cut":
                content = content[..(content.Length / 3)];
                break;
            case "zero":
                content = new byte[content.Length];
                break;
        }

        files.WriteAll(path, content);
    }

    private static void AssertHasQueues(MessageStore store, string what)
    {
        for (int queue = 0; queue < 2; queue++)
        {
            IEnumerable<string> expected = Enumerable.Range(0, 200).Select(i => $"m{(i * 2) + queue}");
            Assert.True(
                expected.SequenceEqual(ReadIds(store, "T", queue)),
                $"Queue {queue} is incomplete after damage to {what}.");
        }
    }

    private static void AssertHasKeys(MessageStore store)
    {
        foreach (string id in (string[])["m0", "m57", "m399"]) Assert.Equal([id], FindByKey(store, "T", $"u{id}"));
    }

    private async Task<MemoryFiles> FillAsync()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        for (int i = 0; i < 400; i++)
        {
            Append(store, "T", i % 2, $"m{i}");
            store.Dispatch();
            if (i % 100 == 0) _time.Advance(TimeSpan.FromSeconds(61));
        }

        await using (MessageStore copy = await OpenAsync(files.Kill(), _time))
            Assert.Equal(200, copy.GetMaxOffset("T", 1));
        return files.Kill();
    }
}
