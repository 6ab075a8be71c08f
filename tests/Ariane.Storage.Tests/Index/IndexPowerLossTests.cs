using System.Text;
using Ariane.Crash.Files;
using Ariane.Storage.Index;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.Index;

/// <summary>Files of the index that go must not come back, and must leave no gap, wherever the power goes.</summary>
public sealed class IndexPowerLossTests
{
    private const int Messages = 35;   // in four files
    private const int Losses = 24;

    private static readonly StoreOptions Options =
        new() { RootDirectory = "/store", IndexSlots = 5, IndexEntries = 10 };

    private readonly ManualTime _time = new();

    [Fact]
    public void DeleteExpired_ThenPowerLoss_DeletedFilesStayAway()
    {
        var files = new MemoryFiles(_time);
        using IndexFiles index = Fill(files);
        string[] expired = [.. files.AllPaths.Take(2)];
        index.DeleteExpired(LogOffset(18));
        for (int seed = 0; seed < Losses; seed++)
            Assert.DoesNotContain(files.LosePower(new Random(seed)).AllPaths, expired.Contains);
    }

    [Fact]
    public void Load_PowerLossWhileFilesAreDeleted_LeavesNoGap() => LoseEverywhere(static index => { });

    [Fact]
    public void TruncateAfter_PowerLossWhileFilesAreDeleted_LeavesNoGap() =>
        LoseEverywhere(static index => index.TruncateAfter(0), afterCrash: false);

    /// <summary>
    /// Loses power at every call of an opening that deletes files; the next makes the index whole again.
    /// </summary>
    private void LoseEverywhere(Action<IndexFiles> recover, bool afterCrash = true)
    {
        var filled = new MemoryFiles(_time);
        Fill(filled).Dispose();
        string[] paths = [.. filled.AllPaths];
        if (afterCrash)
            filled.WriteAll(paths[1], new byte[filled.ReadAll(paths[1]).Length]);   // it, and all behind it, go

        bool hasFailed = true;
        for (int call = 1; hasFailed; call++)
        {
            MemoryFiles files = filled.Kill();
            files.FailFrom = call;
            hasFailed = !TryOpen(files, recover, afterCrash);
            for (int seed = 0; seed < Losses; seed++)
            {
                using IndexFiles index = NewIndex(files.LosePower(new Random(seed)));
                index.Load(afterCrash: true, 0);
                for (int i = 0; i < Messages; i++) Put(index, i);
                for (int i = 0; i < Messages; i++) AssertFinds(index, i, $"power lost at call {call}, seed {seed}");
            }
        }
    }

    private bool TryOpen(MemoryFiles files, Action<IndexFiles> recover, bool afterCrash)
    {
        IndexFiles index = NewIndex(files);
        try
        {
            index.Load(afterCrash, 0);
            recover(index);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private IndexFiles Fill(MemoryFiles files)
    {
        IndexFiles index = NewIndex(files);
        for (int i = 0; i < Messages; i++) Put(index, i);
        Assert.Equal(4, files.AllPaths.Count);
        return index;
    }

    private IndexFiles NewIndex(MemoryFiles files) =>
        new(Options, files, _time, static _ => { }, NullLogger<IndexFiles>.Instance);

    private static void Put(IndexFiles index, int message) =>
        index.Put(
            "a"u8, Encoding.ASCII.GetBytes($"k{message}"), default, LogOffset(message), 1_700_000_000_000 + message);

    private static void AssertFinds(IndexFiles index, int message, string when)
    {
        long[] found = new long[100];
        index.Query("a", $"k{message}", 0, long.MaxValue, found, out int count);
        Assert.True(found.AsSpan(0, count).Contains(LogOffset(message)), $"Message {message} is not found: {when}.");
    }

    private static long LogOffset(int message) => message * 100;
}
