using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Reading;
using Ariane.Storage.Tests.ConsumeQueues;

namespace Ariane.Storage.Tests.Dispatching;

public sealed class UpstreamStoreTests
{
    [Theory]
    [InlineData("clean", false)]
    [InlineData("killed", true)]
    [InlineData("crc", false)]
    public async Task Load_UpstreamsQueues_HaveUpstreamsUnits(string name, bool afterCrash)
    {
        var golden = new UpstreamStore(name);
        ScratchFiles files = golden.Extract("commitlog", "consumequeue");
        await using var store = new LogFixture(UpstreamStore.Options, files, golden.EndOffset);
        store.Queues.Load(afterCrash, 0);
        Assert.Equal(golden.Queues.Count(), store.Queues.All.Count());
        foreach ((string topic, int queueId, List<QueueUnit> units) in golden.Queues)
        {
            Assert.Equal(units, QueueFixture.ReadAll(store.Queues.GetOrAdd(topic, queueId)));
        }

        Assert.Equal(golden.Queues.Max(static queue => queue.Units[^1].EndOffset), store.Queues.MaxLogOffset);
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("killed")]
    public async Task Redispatch_UpstreamsLog_WritesUpstreamsQueueFiles(string name)
    {
        var golden = new UpstreamStore(name);
        ScratchFiles upstream = golden.Extract("consumequeue");
        ScratchFiles files = golden.Extract("commitlog", "batchconsumequeue");
        await using var store = new LogFixture(UpstreamStore.Options, files, golden.EndOffset);
        store.Queues.Load(afterCrash: false, 0);
        Assert.Equal(golden.EndOffset, store.Dispatcher.Redispatch(0, golden.EndOffset));
        store.Queues.Flush(thorough: true);

        Assert.Equal(
            upstream.Paths,
            files.Paths.Where(static path => path.Contains("/consumequeue/", StringComparison.Ordinal)));
        foreach (string path in upstream.Paths) Assert.Equal(upstream.ReadAll(path), files.ReadAll(path));
    }

    [Fact]
    public async Task Redispatch_BatchTopicWithoutItsDirectory_MakesAllOtherQueues()
    {
        var golden = new UpstreamStore("clean");
        await using var store = new LogFixture(UpstreamStore.Options, golden.Extract("commitlog"), golden.EndOffset);
        Assert.Equal(golden.EndOffset, store.Dispatcher.Redispatch(0, golden.EndOffset));
        Assert.True(store.Queues.IsExcluded("StBcq"));
        foreach ((string topic, int queueId, List<QueueUnit> units) in golden.Queues)
        {
            Assert.Equal(units, QueueFixture.ReadAll(store.Queues.GetOrAdd(topic, queueId)));
        }
    }

    [Fact]
    public async Task Redispatch_LogOfAStoreWithExtensions_HasTagHashesInstead()
    {
        var golden = new UpstreamStore("crc");
        await using var store = new LogFixture(
            UpstreamStore.Options, golden.Extract("commitlog", "batchconsumequeue"), golden.EndOffset);
        store.Queues.Load(afterCrash: false, 0);
        store.Dispatcher.Redispatch(0, golden.EndOffset);
        Dictionary<long, long> hashes = golden.Messages.ToDictionary(
            static message => message.Unit.LogOffset, static message => message.Unit.TagsCode);
        foreach ((string topic, int queueId, List<QueueUnit> units) in golden.Queues)
        {
            if (topic == "SCHEDULE_TOPIC_XXXX") continue;
            Assert.Equal(
                units.Select(unit => unit with { TagsCode = hashes[unit.LogOffset] }),
                QueueFixture.ReadAll(store.Queues.GetOrAdd(topic, queueId)));
        }
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("killed")]
    [InlineData("crc")]
    public async Task Redispatch_UpstreamsLog_WritesUpstreamsIndexFiles(string name)
    {
        var golden = new UpstreamStore(name);
        ScratchFiles upstream = golden.Extract("index");
        ScratchFiles files = golden.Extract("commitlog", "batchconsumequeue");
        await using var store = new LogFixture(UpstreamStore.Options, files, golden.EndOffset);
        store.Queues.Load(afterCrash: false, 0);
        store.Dispatcher.Redispatch(0, golden.EndOffset);

        string[] made = [.. files.Paths.Where(static path => path.Contains("/index/", StringComparison.Ordinal))];
        Assert.Equal(upstream.Paths.Count(), made.Length);
        foreach ((string expected, string path) in upstream.Paths.Zip(made))
        {
            Assert.Equal(upstream.ReadAll(expected), files.ReadAll(path));
        }
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("crc")]
    public async Task QueryByKey_UpstreamsIndex_FindsEveryMessageByEveryKey(string name)
    {
        var golden = new UpstreamStore(name);
        ScratchFiles files = golden.Extract("commitlog", "index");
        await using var store = new LogFixture(UpstreamStore.Options, files, golden.EndOffset);
        store.Index.Load(afterCrash: false, 0);
        var query = new KeyQuery(store.Log, store.Index, UpstreamStore.Options);
        var result = new ReadResult();
        int found = 0;
        foreach ((string topic, QueueUnit unit, System.Text.Json.JsonElement properties) in golden.Messages)
        {
            if (!properties.TryGetProperty("UNIQ_KEY", out System.Text.Json.JsonElement key)) continue;
            query.QueryByKey(topic, key.GetString()!, 64, 0, long.MaxValue, result);
            long[] offsets = [.. Enumerable.Range(0, result.RecordCount).Select(i => LogOffset(result.GetRecord(i)))];
            Assert.Contains(unit.LogOffset, offsets);
            Assert.Equal(offsets.Order(), offsets);
            result.Release();
            found++;
        }

        Assert.True(found > 50);
    }

    private static long LogOffset(ReadOnlySpan<byte> record)
    {
        Protocol.Messages.MessageRecord.TryRead(record, out Protocol.Messages.MessageRecord message);
        return message.LogOffset;
    }
}
