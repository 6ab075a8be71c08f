using Ariane.Storage.Inspection;
using Ariane.Crash.Files;
using Ariane.Storage.Tests.Recovery;
using Microsoft.Extensions.Logging.Abstractions;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Inspection;

public sealed class StoreInspectionTests
{
    private const string Segment = "/store/commitlog/00000000000000000000";
    private const string Queue = "/store/consumequeue/T/0/00000000000000000000";

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("clean", 226, true)]
    [InlineData("killed", 1748, false)]
    [InlineData("crc", 75, true)]
    public void Check_StoreOfUpstream_IsSound(string name, int records, bool wasClosed)
    {
        GoldenStore golden = GoldenStore.Load(name, _time);
        int calls = golden.Files.Calls;
        using StoreInspection inspection = StoreInspection.Open(GoldenStore.Options, golden.Files);

        StoreReport report = inspection.Check(null, CancellationToken.None);

        Assert.Equal(records, report.Log.Records);
        Assert.Equal(records, report.Segments.Sum(segment => segment.Records));
        Assert.Equal(wasClosed, report.WasClosed);
        Assert.Null(report.Log.FirstDefect);
        Assert.Null(report.Queues.FirstDefect);
        Assert.Null(report.Index.FirstDefect);
        Assert.Equal(calls, golden.Files.Calls);
    }

    [Fact]
    public async Task Check_TopicDeleted_MissesNothing()
    {
        var files = new MemoryFiles(_time);
        await using (MessageStore store = await OpenAsync(files, _time))
        {
            Append(store, "T", 0, "gone");
            store.Dispatch();
            store.DeleteTopic("T");
            Append(store, "T", 0, "new");
            store.Dispatch();
        }

        QueueReport report = Check(files).Queues;

        Assert.Null(report.FirstDefect);
        Assert.Equal((1, 0), (report.Units, report.Missing));
    }

    [Fact]
    public async Task Check_BodyChanged_NamesSegmentAndOffset()
    {
        (MemoryFiles files, List<AppendResult> results) = await FillAsync();
        Change(files, Segment, (int)results[5].LogOffset + 95);

        StoreReport report = Check(files);

        Assert.Equal(5, report.Log.Records);
        Assert.Equal((Segment, results[5].LogOffset), (report.Log.FirstDefect!.Path, report.Log.FirstDefect.Offset));
        Assert.False(report.IsSound);
    }

    [Fact]
    public async Task Check_UnitChanged_NamesFileAndPosition()
    {
        (MemoryFiles files, _) = await FillAsync();
        Change(files, Queue, (3 * 20) + 7);

        QueueReport report = Check(files).Queues;

        Assert.Equal((1, 1), (report.Wrong, report.Missing));
        Assert.Equal((Queue, 60), (report.FirstDefect!.Path, report.FirstDefect.Offset));
    }

    [Fact]
    public async Task Check_QueueAndIndexDeleted_CountsWhatIsMissing()
    {
        (MemoryFiles files, List<AppendResult> results) = await FillAsync();
        foreach (string path in files.AllPaths.Where(
            path => path == Queue || path.Contains("/index/", StringComparison.Ordinal)))
            files.DeleteFile(path);

        StoreReport report = Check(files);

        Assert.Equal(results.Count, report.Queues.Missing);
        Assert.Equal(results.Count * 2, report.Index.Missing);
        Assert.Null(report.Log.FirstDefect);
    }

    [Fact]
    public async Task RebuildAsync_QueueAndIndexDamaged_MakesThemAgain()
    {
        (MemoryFiles files, _) = await FillAsync();
        byte[] queue = files.ReadAll(Queue);
        string index = files.AllPaths.Single(path => path.Contains("/index/", StringComparison.Ordinal));
        Change(files, Queue, 27);
        Change(files, index, 4440 - 20);
        Change(files, index, 40 + (4 * Options.IndexSlots) + 20 + 3);

        long end = await StoreInspection.RebuildAsync(
            Options, files, _time, NullLoggerFactory.Instance, CancellationToken.None);

        Assert.Equal(queue, files.ReadAll(Queue));
        StoreReport report = Check(files);
        Assert.True(report.IsSound);
        Assert.Equal(end, report.Log.EndOffset);
    }

    [Fact]
    public async Task ReadMessages_FromTheMiddle_ListsTheRest()
    {
        (MemoryFiles files, List<AppendResult> results) = await FillAsync();
        using StoreInspection inspection = StoreInspection.Open(Options, files);

        StoredMessage[] messages = [.. inspection.ReadMessages(results[4].LogOffset)];

        Assert.Equal(results.Skip(4).Select(result => result.LogOffset), messages.Select(message => message.LogOffset));
        Assert.Equal(("T", 0, 4), (messages[0].Topic, messages[0].QueueId, messages[0].QueueOffset));
        Assert.Contains(new KeyValuePair<string, string>("UNIQ_KEY", "um4"), messages[0].Properties);
        Assert.True(messages[0].IsBodySound);
    }

    [Fact]
    public async Task Open_StoreInUse_IsRefused()
    {
        var files = new MemoryFiles(_time);
        await using MessageStore store = await OpenAsync(files, _time);
        Append(store, "T", 0, "m");

        StoreException exception = Assert.Throws<StoreException>(() => StoreInspection.Open(Options, files));
        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreException>(() => StoreInspection.RebuildAsync(
            Options, files, _time, NullLoggerFactory.Instance, CancellationToken.None));
    }

    [Fact]
    public void Open_NoStore_IsRefused() =>
        Assert.Throws<StoreException>(() => StoreInspection.Open(Options, new MemoryFiles(_time)));

    private static StoreReport Check(MemoryFiles files)
    {
        using StoreInspection inspection = StoreInspection.Open(Options, files);
        return inspection.Check(null, CancellationToken.None);
    }

    private static void Change(MemoryFiles files, string path, int position)
    {
        byte[] content = files.ReadAll(path);
        content[position] ^= 1;
        files.WriteAll(path, content);
    }

    private async Task<(MemoryFiles Files, List<AppendResult> Results)> FillAsync()
    {
        var files = new MemoryFiles(_time);
        var results = new List<AppendResult>();
        await using MessageStore store = await OpenAsync(files, _time);
        for (int i = 0; i < 80; i++) results.Add(Append(store, "T", 0, $"m{i}"));
        return (files, results);
    }
}
