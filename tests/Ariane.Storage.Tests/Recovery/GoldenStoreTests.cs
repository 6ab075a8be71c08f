using System.Globalization;
using System.Text;
using System.Text.Json;
using Ariane.Protocol.Messages;
using Ariane.Storage.Reading;
using Ariane.Crash.Files;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Recovery;

public sealed class GoldenStoreTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData("clean")]
    [InlineData("killed")]
    [InlineData("crc")]
    public async Task OpenAsync_StoreOfUpstream_HasEveryRecord(string name)
    {
        GoldenStore golden = GoldenStore.Load(name, _time);

        await using MessageStore store = await StoreFixture.OpenAsync(golden.Files, _time, GoldenStore.Options);

        long end = 0;
        var result = new ReadResult();
        foreach (JsonElement expected in golden.Messages)
        {
            long offset = expected.GetProperty("physicalOffset").GetInt64();
            Assert.True(store.TryReadRecord(offset, result));
            AssertRecord(expected, result.GetRecord(0));
            end = offset + result.Bytes;
            result.Release();
        }

        Assert.Equal(end, store.AppendedOffset);
        Assert.Equal(end, store.DispatchedOffset);
    }

    [Theory]
    [InlineData("clean", false)]
    [InlineData("clean", true)]
    [InlineData("killed", false)]
    [InlineData("killed", true)]
    public async Task OpenAsync_StoreOfUpstream_HasQueuesAsUpstreamBuiltThem(string name, bool rebuilt)
    {
        GoldenStore golden = GoldenStore.Load(name, _time);
        if (rebuilt) RemoveDerived(golden.Files);

        await using (MessageStore store = await StoreFixture.OpenAsync(golden.Files, _time, GoldenStore.Options))
        {
            foreach ((string topic, int queueId, byte[] units) in golden.Queues)
            {
                Assert.Equal(units.Length / 20, store.GetMaxOffset(topic, queueId));
                Assert.Equal(units.Length / 20, store.GetMaxOffset(topic, queueId, committed: false));
            }
        }

        foreach ((string topic, int queueId, byte[] units) in golden.Queues)
            Assert.Equal(units, ReadUnits(golden.Files, topic, queueId, units.Length));
    }

    [Theory]
    [InlineData("clean", false)]
    [InlineData("killed", false)]
    [InlineData("clean", true)]
    [InlineData("killed", true)]
    public async Task QueryByKey_StoreOfUpstream_FindsEveryUniqueKey(string name, bool rebuilt)
    {
        GoldenStore golden = GoldenStore.Load(name, _time);
        if (rebuilt) RemoveDerived(golden.Files);
        await using MessageStore store = await StoreFixture.OpenAsync(golden.Files, _time, GoldenStore.Options);

        var result = new ReadResult();
        var read = new ReadResult();
        foreach (JsonElement expected in golden.Messages)
        {
            long offset = expected.GetProperty("physicalOffset").GetInt64();
            Assert.True(store.TryReadRecord(offset, read));
            Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(read.GetRecord(0), out MessageRecord record));
            string topic = Encoding.UTF8.GetString(record.Topic);
            if (MessageProperties.TryFind(record.Properties, "UNIQ_KEY"u8, out ReadOnlySpan<byte> key))
            {
                store.QueryByKey(topic, Encoding.UTF8.GetString(key), 64, 0, long.MaxValue, result);
                Assert.Contains(
                    offset, Enumerable.Range(0, result.RecordCount).Select(index => LogOffset(result, index)));
                result.Release();
            }

            read.Release();
        }
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("killed")]
    [InlineData("crc")]
    public async Task OpenAsync_StoreOfUpstream_LeavesWhatItDoesNotKnow(string name)
    {
        GoldenStore golden = GoldenStore.Load(name, _time);
        string[] known =
        [
            "/store/commitlog/", "/store/consumequeue/", "/store/index/", "/store/checkpoint", "/store/lock",
            "/store/abort",
        ];
        Dictionary<string, byte[]> before = golden.Files.AllPaths
            .Where(path => path == "/store/abort.bak"
                || !known.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
            .ToDictionary(path => path, golden.Files.ReadAll);

        await using (MessageStore store = await StoreFixture.OpenAsync(golden.Files, _time, GoldenStore.Options))
        {
            Append(store, "New", 0, "one");
            store.Dispatch();
        }

        Assert.NotEmpty(before);
        foreach ((string path, byte[] content) in before) Assert.Equal(content, golden.Files.ReadAll(path));
    }

    [Fact]
    public async Task Append_ToStoreOfUpstream_ContinuesLogAndQueues()
    {
        GoldenStore golden = GoldenStore.Load("clean", _time);
        await using MessageStore store = await StoreFixture.OpenAsync(golden.Files, _time, GoldenStore.Options);

        AppendResult result = Append(store, "StTopicA", 0, "ours");

        Assert.Equal(175327, result.LogOffset);
        Assert.Equal(30, result.QueueOffset);
    }

    [Fact]
    public async Task OpenAsync_KilledStore_DeletesTheSegmentMadeAhead()
    {
        GoldenStore golden = GoldenStore.Load("killed", _time);
        await using MessageStore store = await StoreFixture.OpenAsync(golden.Files, _time, GoldenStore.Options);

        Assert.False(golden.Files.FileExists("/store/commitlog/00000000000001376256"));
        Assert.Equal(1328008, store.AppendedOffset);
    }

    private static void RemoveDerived(MemoryFiles files)
    {
        foreach (string path in files.AllPaths)
        {
            bool derived = path.StartsWith("/store/consumequeue/", StringComparison.Ordinal)
                || path.StartsWith("/store/index/", StringComparison.Ordinal)
                || path == "/store/checkpoint";
            if (derived) files.DeleteFile(path);
        }

        files.WriteAll("/store/abort", "1"u8);
    }

    private static byte[] ReadUnits(MemoryFiles files, string topic, int queueId, int bytes)
    {
        string directory = string.Create(CultureInfo.InvariantCulture, $"/store/consumequeue/{topic}/{queueId}");
        byte[] all = files.List(directory)
            .SelectMany(entry => files.ReadAll(Path.Combine(directory, entry.Name)))
            .ToArray();
        Assert.False(all.AsSpan(bytes).ContainsAnyExcept((byte)0));
        return all[..bytes];
    }

    private static long LogOffset(ReadResult result, int index)
    {
        MessageRecord.TryRead(result.GetRecord(index), out MessageRecord record);
        return record.LogOffset;
    }

    private static void AssertRecord(JsonElement expected, ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(bytes, out MessageRecord record));
        Assert.Equal(expected.GetProperty("size").GetInt32(), record.TotalBytes);
        Assert.Equal(expected.GetProperty("topic").GetString(), Encoding.UTF8.GetString(record.Topic));
        Assert.Equal(expected.GetProperty("queueId").GetInt32(), record.QueueId);
        Assert.Equal(expected.GetProperty("queueOffset").GetInt64(), record.QueueOffset);
        Assert.Equal(expected.GetProperty("storeTimestamp").GetInt64(), record.StoreTimestamp);
        Assert.Equal(expected.GetProperty("sysFlag").GetInt32(), (int)record.SysFlag);
        Assert.Equal(expected.GetProperty("bodyCrc").GetInt32(), record.BodyCrc);
        if (expected.TryGetProperty("bodyBase64", out JsonElement body))
            Assert.Equal(body.GetBytesFromBase64(), record.Body);
        if (expected.TryGetProperty("propertiesBase64", out JsonElement text))
            Assert.Equal(text.GetBytesFromBase64(), record.Properties);
    }
}
