using System.Text;
using Ariane.Storage.Index;
using Ariane.Storage.Tests.ConsumeQueues;
using Ariane.Crash.Files;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.Index;

public sealed class IndexFilesTests : IDisposable
{
    private const string Directory = "/store/index";
    private const long Time = 1_700_000_000_000;

    private static readonly StoreOptions Options = new()
    {
        RootDirectory = "/store", IndexSlots = 5, IndexEntries = 10,
    };

    private ScratchFiles _files = new();
    private readonly ManualTime _clock = new();
    private readonly List<long> _completed = [];
    private readonly SemaphoreSlim _completion = new(0);
    private IndexFiles _index;

    public IndexFilesTests() => _index = NewIndex();

    public void Dispose()
    {
        _index.Dispose();
        _completion.Dispose();
    }

    [Theory]
    [InlineData("TopicTest", "k1", 2746024)]
    [InlineData("Größe", "Schlüssel😀", 1125203680)]
    public void HashKey_Text_IsJavasHashOfTopicAndKey(string topic, string key, int expected) => Assert.Equal(
        expected,
        IndexFormat.HashKey(IndexFormat.HashTopic(Encoding.UTF8.GetBytes(topic)), Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void Put_NoKey_CreatesNoFile()
    {
        _index.Put("a"u8, default, default, 0, Time);
        Assert.Empty(_files.Paths);
        Assert.Equal(-1, _index.EndLogOffset);
        Assert.Empty(Find("a", "k"));
    }

    [Fact]
    public void Put_UniqueKeyAndSeveralKeys_AllFindTheMessage()
    {
        _index.Put("a"u8, "id"u8, "k1  k2 "u8, 500, Time);
        foreach (string key in (string[])["id", "k1", "k2"]) Assert.Equal([500L], Find("a", key));
        Assert.Empty(Find("b", "id"));
        Assert.Empty(Find("a", ""));
    }

    [Fact]
    public void Put_MessageBeforeTheLastOne_IsIgnored()
    {
        Put("k", 500);
        Put("k", 400);
        Assert.Equal([500L], Find("a", "k"));
        Assert.Equal(500, _index.EndLogOffset);
    }

    [Fact]
    public async Task Put_FileFull_RollsFlushesAndReportsTheFullOne()
    {
        for (int i = 0; i < 12; i++) _index.Put("a"u8, Encoding.ASCII.GetBytes("k" + i), default, i * 100, Time + i);
        await _completion.WaitAsync();
        Assert.Equal([Time + 8], _completed);
        Assert.Equal(1, _files.FlushCount);
        Assert.Equal(2, _files.Paths.Count());
        for (int i = 0; i < 12; i++) Assert.Contains(i * 100L, Find("a", "k" + i));
    }

    [Fact]
    public void Put_ManyFilesAtOneTime_NamesThemByTimeAndUniquely()
    {
        for (int i = 0; i < 30; i++) Put("k" + i, i * 100);
        string now = _clock.GetUtcNow().ToString("yyyyMMddHHmmssfff", null);
        long first = long.Parse(now, null);
        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"{Directory}/{first + i}"), _files.Paths);
    }

    [Fact]
    public void Put_DiskFull_StopsIndexingAndNothingElse()
    {
        Put("k", 100);
        _files.IsFull = static _ => true;
        for (int i = 0; i < 20; i++) Put("more" + i, 200 + i);
        Assert.True(_index.IsBroken);
        _files.IsFull = static _ => false;
        Put("later", 900);
        Assert.Equal([100L], Find("a", "k"));
        Assert.Empty(Find("a", "later"));
    }

    [Fact]
    public void Load_CleanStop_FindsEverythingAndGoesOnInTheLastFile()
    {
        for (int i = 0; i < 12; i++) Put("k" + i, i * 100);
        Reopen(afterCrash: false, 0);
        Put("more", 5000);
        Assert.Equal(2, _files.Paths.Count());
        Assert.Equal([5000L], Find("a", "more"));
        for (int i = 0; i < 12; i++) Assert.Contains(i * 100L, Find("a", "k" + i));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(14)]
    public void Load_AfterCrash_KeepsAllButTheLastEntryAndGoesOnThere(int messages)
    {
        for (int i = 0; i < messages; i++) PutTwoKeys(i);
        Crash();
        Assert.Equal((messages - 1) * 100, _index.EndLogOffset);
        Redispatch(messages + 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(12)]
    public void Load_AfterCrashWithALostEntry_CutsThereAndDeletesWhatFollows(int lost)
    {
        for (int i = 0; i < 14; i++) PutTwoKeys(i);
        int perFile = Options.IndexEntries - 1;
        string path = _files.Paths.ElementAt((lost - 1) / perFile);
        byte[] bytes = _files.ReadAll(path);
        int position = (int)IndexFormat.EntryPosition(Options.IndexSlots, ((lost - 1) % perFile) + 1);
        bytes.AsSpan(position, IndexFormat.EntryBytes).Clear();
        _files.WriteAll(path, bytes);
        Crash();
        Assert.InRange(_index.EndLogOffset, -1, (lost - 1) / 2 * 100);
        Redispatch(14);
    }

    [Fact]
    public void Load_AfterCrashWithoutHeader_DeletesTheFile()
    {
        for (int i = 0; i < 3; i++) PutTwoKeys(i);
        byte[] bytes = _files.ReadAll(_files.Paths.Single());
        bytes.AsSpan(0, IndexFormat.HeaderBytes).Clear();
        _files.WriteAll(_files.Paths.Single(), bytes);
        Crash();
        Assert.Empty(_files.Paths);
        Redispatch(3);
    }

    [Fact]
    public void Load_AfterCrash_LeavesCompletedFilesAlone()
    {
        for (int i = 0; i < 14; i++) PutTwoKeys(i);
        byte[] first = _files.ReadAll(_files.Paths.First());
        Crash(checkpoint: Time + 4);
        Assert.Equal(first, _files.ReadAll(_files.Paths.First()));
        Redispatch(14);
    }

    [Fact]
    public void Load_ForeignFiles_AreIgnored()
    {
        Put("k", 100);
        _files.WriteAll(Directory + "/readme", [1]);
        _files.WriteAll(Directory + "/20250101000000000", new byte[7]);
        Reopen(afterCrash: false, 0);
        Assert.Equal([100L], Find("a", "k"));
    }

    [Fact]
    public void DeleteExpired_LeadingFiles_GoButNeverTheLast()
    {
        for (int i = 0; i < 25; i++) Put("k" + i, i * 100);
        _index.DeleteExpired(1000);
        Assert.Equal(2, _files.Paths.Count());
        Assert.Empty(Find("a", "k3"));
        Assert.Equal([2400L], Find("a", "k24"));
        _index.DeleteExpired(long.MaxValue);
        Assert.Single(_files.Paths);
    }

    [Fact]
    public void Query_TimeRange_KeepsToItWithinASecond()
    {
        for (int i = 0; i < 8; i++) _index.Put("a"u8, "k"u8, default, i * 100, Time + (i * 10_000L));
        Assert.Equal([200L, 300L, 400L], Find("a", "k", Time + 20_000, Time + 40_000));
        Assert.Equal([200L], Find("a", "k", Time + 20_999, Time + 20_999));
        Assert.Empty(Find("a", "k", Time + 21_000, Time + 29_999));
        Assert.Empty(Find("a", "k", Time + 80_000, long.MaxValue));
    }

    [Fact]
    public void Query_MoreThanWanted_ReturnsTheNewest()
    {
        for (int i = 0; i < 8; i++) Put("k", i * 100);
        Span<long> found = new long[3];
        KeyQueryResult result = _index.Query("a", "k", 0, long.MaxValue, found, out int count);
        Assert.Equal(3, count);
        found.Sort();
        Assert.Equal([500L, 600L, 700L], found.ToArray());
        Assert.Equal(new KeyQueryResult(Time, 700), result);
    }

    [Fact]
    public void Query_DamagedChain_Ends()
    {
        for (int i = 0; i < 5; i++) Put("k", i * 100);
        string path = _files.Paths.Single();
        _index.Dispose();
        byte[] bytes = _files.ReadAll(path);
        int newest = (int)IndexFormat.EntryPosition(Options.IndexSlots, 5);
        bytes[newest + IndexFormat.EntryPrevious + 3] = 5;
        _files.WriteAll(path, bytes);
        _index = NewIndex();
        _index.Load(afterCrash: false, 0);
        Assert.Equal([400L], Find("a", "k"));
    }

    [Fact]
    public void PutAndQuery_AnyKeys_AgreeWithADictionary()
    {
        Gen<int[][]> messages = Gen.Choose(0, 6).ArrayOf().Where(static keys => keys.Length < 4).ArrayOf();
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(messages.ToArbitrary(), static input =>
        {
            using var test = new IndexFilesTests();
            var model = Enumerable.Range(0, 7).ToDictionary(static key => key, static _ => new SortedSet<long>());
            for (int i = 0; i < input.Length; i++)
            {
                test._index.Put("a"u8, default, Encoding.ASCII.GetBytes(string.Join(' ', input[i])), i * 100, Time + i);
                foreach (int key in input[i]) model[key].Add(i * 100);
                if (i % 7 == 3) test.Reopen(afterCrash: false, 0);
            }

            return model.All(entry => test.Find("a", $"{entry.Key}").SequenceEqual(entry.Value));
        }));
    }

    private IndexFiles NewIndex() => new(
        Options, _files, _clock, timestamp =>
        {
            _completed.Add(timestamp);
            _completion.Release();
        }, NullLogger<IndexFiles>.Instance);

    private void Reopen(bool afterCrash, long checkpoint)
    {
        _index.Dispose();
        _index = NewIndex();
        _index.Load(afterCrash, checkpoint);
    }

    private void Crash(long checkpoint = 0)
    {
        ScratchFiles left = _files.Copy();
        _index.Dispose();
        _files = left;
        _index = NewIndex();
        _index.Load(afterCrash: true, checkpoint);
    }

    private void PutTwoKeys(int i) =>
        _index.Put("a"u8, Encoding.ASCII.GetBytes("u" + i), Encoding.ASCII.GetBytes("k" + i), i * 100, Time + i);

    /// <summary>Dispatches every message again, as recovery may do, and looks for each.</summary>
    private void Redispatch(int messages)
    {
        for (int i = 0; i < messages; i++) PutTwoKeys(i);
        for (int i = 0; i < messages; i++)
        {
            foreach (string key in (string[])["u" + i, "k" + i])
            {
                long[] found = new long[1000];
                _index.Query("a", key, 0, long.MaxValue, found, out int count);
                Assert.Equal([i * 100L], found[..count].Distinct());
            }
        }
    }

    private void Put(string key, long logOffset) =>
        _index.Put("a"u8, Encoding.UTF8.GetBytes(key), default, logOffset, Time);

    private long[] Find(string topic, string key, long begin = 0, long end = long.MaxValue)
    {
        long[] found = new long[1000];
        _index.Query(topic, key, begin, end, found, out int count);
        return [.. found[..count].Distinct().Order()];
    }
}
