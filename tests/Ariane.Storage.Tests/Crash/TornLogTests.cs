using Ariane.Crash.Files;
using Ariane.Storage.Reading;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Crash;

/// <summary>A log that ends anywhere, even within a record, opens with everything before its end.</summary>
public sealed class TornLogTests
{
    private const string Segment = "/store/commitlog/00000000000000000000";

    private readonly ManualTime _time = new();

    [Fact]
    public async Task OpenAsync_LogCutAtEveryByteOfTheTail_HasTheRecordsBefore()
    {
        (MemoryFiles killed, List<long> ends) = await FillAsync(3);
        byte[] whole = killed.ReadAll(Segment);
        for (int cut = (int)ends[0]; cut <= ends[^1]; cut++)
        {
            byte[] torn = [.. whole];
            torn.AsSpan(cut, (int)ends[^1] - cut).Clear();
            await AssertKeepsAsync(killed, torn, ends, ends.Count(end => end <= cut));
        }
    }

    [Fact]
    public async Task OpenAsync_AnySectorOfTheTailLost_HasTheRecordsBefore()
    {
        (MemoryFiles killed, List<long> ends) = await FillAsync(20);
        byte[] whole = killed.ReadAll(Segment);
        for (int sector = 0; sector < ends[^1]; sector += 512)
        {
            byte[] torn = [.. whole];
            torn.AsSpan(sector, 512).Clear();
            await AssertKeepsAsync(killed, torn, ends, ends.Count(end => end <= sector));
        }
    }

    [Fact]
    public async Task OpenAsync_BytesBehindTheEnd_NeverComeBack()
    {
        (MemoryFiles killed, List<long> ends) = await FillAsync(10);
        byte[] torn = killed.ReadAll(Segment);
        torn[ends[3] + 90] ^= 1;   // in the body of the fifth record
        killed.WriteAll(Segment, torn);

        long end;
        await using (MessageStore store = await OpenAsync(killed, _time))
        {
            Assert.Equal(["m0", "m1", "m2", "m3"], ReadIds(store, "T", 0));
            end = Append(store, "T", 0, "m4", bodyBytes: 100).EndOffset;
        }

        Assert.False(killed.ReadAll(Segment).AsSpan((int)end).ContainsAnyExcept((byte)0));
        await using MessageStore again = await OpenAsync(killed.Kill(), _time);
        Assert.Equal(["m0", "m1", "m2", "m3", "m4"], ReadIds(again, "T", 0));
    }

    [Fact]
    public async Task OpenAsync_HoleInWhatWasFlushed_IsRefused()
    {
        var files = new MemoryFiles(_time);
        await using (MessageStore store = await OpenAsync(files, _time))
        {
            for (int i = 0; i < 300; i++) Append(store, "T", 0, $"m{i}");
        }

        byte[] damaged = files.ReadAll(Segment);
        damaged.AsSpan(0, 64).Clear();
        files.WriteAll(Segment, damaged);
        files.DeleteFile("/store/consumequeue/T/0/00000000000000000000");
        foreach (string path in files.AllPaths.Where(path => path.Contains("consumequeue", StringComparison.Ordinal)))
            files.DeleteFile(path);

        StoreException exception = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(files, _time));
        Assert.Contains(Segment, exception.Message, StringComparison.Ordinal);
        Assert.Contains("log offset 0", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_LogLostItsEnd_IndexesWhatTakesItsPlace()
    {
        (MemoryFiles killed, List<long> ends) = await FillAsync(10);
        byte[] torn = killed.ReadAll(Segment);
        torn.AsSpan((int)ends[3]).Clear();
        killed.WriteAll(Segment, torn);

        await using MessageStore store = await OpenAsync(killed, _time);
        Append(store, "T", 0, "new");
        store.Dispatch();

        Assert.Equal(["new"], FindByKey(store, "T", "unew"));
        Assert.Equal(["m3"], FindByKey(store, "T", "um3"));
    }

    [Fact]
    public async Task Read_BodyThatDoesNotFitItsChecksum_IsServedOnNoPath()
    {
        var files = new MemoryFiles(_time);
        var places = new List<AppendResult>();
        await using (MessageStore store = await OpenAsync(files, _time))
        {
            for (int i = 0; i < 3; i++) places.Add(Append(store, "T", 0, $"m{i}"));
        }

        byte[] damaged = files.ReadAll(Segment);
        damaged[places[1].LogOffset + 90] ^= 1;
        files.WriteAll(Segment, damaged);

        await using MessageStore reopened = await OpenAsync(files, _time);
        var result = new ReadResult();
        Assert.False(reopened.TryReadRecord(places[1].LogOffset, result));
        Assert.Empty(FindByKey(reopened, "T", "um1"));
        Assert.Equal(["m0", "m2"], ReadIds(reopened, "T", 0));
    }

    private async Task AssertKeepsAsync(MemoryFiles killed, byte[] segment, List<long> ends, int kept)
    {
        MemoryFiles files = killed.Kill();
        files.WriteAll(Segment, segment);
        await using MessageStore store = await OpenAsync(files, _time);
        Assert.Equal(Enumerable.Range(0, kept).Select(i => $"m{i}"), ReadIds(store, "T", 0));
        Assert.Equal(kept == 0 ? 0 : ends[kept - 1], store.AppendedOffset);
        Assert.Equal(kept, Append(store, "T", 0, "next").QueueOffset);
    }

    private async Task<(MemoryFiles Killed, List<long> Ends)> FillAsync(int count)
    {
        var files = new MemoryFiles(_time);
        var ends = new List<long>();
        await using MessageStore store = await OpenAsync(files, _time);
        for (int i = 0; i < count; i++) ends.Add(Append(store, "T", 0, $"m{i}").EndOffset);
        store.Dispatch();
        return (files.Kill(), ends);
    }
}
