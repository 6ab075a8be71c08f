using System.Buffers;
using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Reading;
using Ariane.Storage.Tests.Dispatching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.Reading;

public sealed class QueueReaderTests : IAsyncDisposable
{
    private const long PlentyOfMemory = 1L << 40;

    private readonly LogFixture _store = new();
    private readonly ReadResult _result = new();

    public ValueTask DisposeAsync()
    {
        _result.Release();
        return _store.DisposeAsync();
    }

    [Fact]
    public void Read_UnknownQueue_HasNoMessages() => Expect(ReadStatus.NoMessageInQueue, 0, offset: 7);

    [Fact]
    public void Read_EmptyQueue_HasNoMessages()
    {
        _store.Queues.GetOrAdd("a", 0);
        Expect(ReadStatus.NoMessageInQueue, 0, offset: 0);
    }

    [Fact]
    public void Read_BelowTheMinimum_SendsToTheMinimum()
    {
        _store.Produce("a", 10);
        _store.Queues.CorrectMinOffsets(_store.Log.AppendedOffset / 2);
        Expect(ReadStatus.OffsetTooSmall, _store.Queues.GetOrAdd("a", 0).MinOffset, offset: 2);
        Assert.Equal((5, 10), (_result.MinOffset, _result.MaxOffset));
    }

    [Fact]
    public void Read_AtTheMaximum_WaitsThere()
    {
        _store.Produce("a", 10);
        Expect(ReadStatus.OffsetOverflowOne, 10, offset: 10);
    }

    [Fact]
    public void Read_AboveTheMaximum_SendsToTheMaximum()
    {
        _store.Produce("a", 10);
        Expect(ReadStatus.OffsetOverflowBadly, 10, offset: 11);
    }

    [Fact]
    public void Read_AllExpired_WaitsAtTheMaximum()
    {
        _store.Produce("a", 10);
        _store.Queues.CorrectMinOffsets(long.MaxValue);
        Expect(ReadStatus.OffsetTooSmall, 10, offset: 0);
        _result.Release();
        Expect(ReadStatus.OffsetOverflowOne, 10, offset: 10);
    }

    [Fact]
    public void Read_UnitsNotReadable_GoesToTheNextSegmentOfTheQueue()
    {
        _store.Produce("a", 150);
        _store.Queues.Flush(thorough: true);
        _store.Files.DeleteFile($"/store/consumequeue/a/0/{0:D20}");
        using var fresh = new ConsumeQueueTable(_store.Options, _store.Files, NullLogger<ConsumeQueueTable>.Instance);
        fresh.Load(afterCrash: false, 0);
        ConsumeQueue queue = fresh.GetOrAdd("a", 0);
        queue.SetRange(0, 150);
        new QueueReader(_store.Log, fresh, _store.Options, PlentyOfMemory).Read("a", 0, 20, 32, 1 << 20, null, _result);
        Assert.Equal((ReadStatus.OffsetFoundNull, 100L), (_result.Status, _result.NextOffset));
    }

    [Fact]
    public void Read_NothingMatches_GoesBehindWhatWasScanned()
    {
        _store.Produce("a", 10);
        Expect(ReadStatus.NoMatchedMessage, 10, filter: new TestFilter(static _ => false));
        _result.Release();
        Expect(ReadStatus.NoMatchedMessage, 10, filter: new TestFilter(matchesProperties: static _ => false));
    }

    [Fact]
    public async Task Read_NothingMatchesFor800Units_StopsAndGoesOnThere()
    {
        await using var store = new LogFixture(LogFixture.SmallOptions with { ConsumeQueueSegmentBytes = 20_000 });
        store.Produce("a", 900, bodyBytes: 1);
        var reader = new QueueReader(store.Log, store.Queues, store.Options, PlentyOfMemory);
        reader.Read("a", 0, 5, 32, 1 << 20, new TestFilter(static _ => false), _result);
        Assert.Equal((ReadStatus.NoMatchedMessage, 805L), (_result.Status, _result.NextOffset));
    }

    [Fact]
    public void Read_MessagesRemovedFromTheLog_SkipsToTheNextStoredOne()
    {
        _store.Produce("a", 10, bodyBytes: 20_000);
        Expire();
        Expect(ReadStatus.Found, 7, offset: 0, maxBytes: 100_000);
        Assert.Equal(3, MessageOffset(0));
    }

    [Fact]
    public void Read_OnlyMessagesRemovedFromTheLog_SaysSo()
    {
        _store.Produce("a", 3, bodyBytes: 20_000);
        _store.Produce("b", 3, bodyBytes: 20_000);
        Expire();
        Expect(ReadStatus.MessageWasRemoving, 3, offset: 0);
    }

    [Fact]
    public void Read_Found_ReturnsTheStoredBytes()
    {
        _store.Produce("a", 10);
        Expect(ReadStatus.Found, 7, offset: 2, maxCount: 5);
        Assert.Equal((5, 5, 0L, 10L), (_result.Count, _result.RecordCount, _result.MinOffset, _result.MaxOffset));
        var output = new ArrayBufferWriter<byte>();
        _result.WriteTo(output);
        Assert.Equal(_result.Bytes, output.WrittenCount);
        ReadOnlySpan<byte> rest = output.WrittenSpan;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(rest, out MessageRecord record));
            Assert.Equal(2 + i, record.QueueOffset);
            Assert.True(_result.GetRecord(i).SequenceEqual(rest[..record.TotalBytes]));
            rest = rest[record.TotalBytes..];
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => _ = _result.GetRecord(5));
    }

    [Fact]
    public void Read_SomeMatch_ReturnsThoseAndGoesBehindTheLastScanned()
    {
        for (int i = 0; i < 10; i++) _store.Append("a", properties: $"TAGS\u0001{(i % 2 == 0 ? "A" : "B")}\u0002");
        _store.Dispatcher.Dispatch();
        Expect(ReadStatus.Found, 10, filter: new TestFilter(static code => code == 'A'));
        Assert.Equal([0, 2, 4, 6, 8], Enumerable.Range(0, _result.RecordCount).Select(MessageOffset));
    }

    [Theory]
    [InlineData(10, 1 << 20, 10)]
    [InlineData(100, 1 << 20, 32)]
    [InlineData(32, 1000, 9)]
    [InlineData(32, 1, 1)]
    [InlineData(0, 1 << 20, 1)]
    public void Read_InMemory_StopsAtEachLimit(int maxCount, int maxBytes, int expected)
    {
        // 101 bytes per message.
        _store.Produce("a", 60, bodyBytes: 9);
        Expect(ReadStatus.Found, expected, maxCount: maxCount, maxBytes: maxBytes);
        Assert.Equal(expected, _result.Count);
    }

    [Fact]
    public void Read_InMemory_StopsAt256KiB()
    {
        _store.Produce("a", 20, bodyBytes: 30_000);
        Expect(ReadStatus.Found, 8, maxBytes: int.MaxValue);
    }

    [Fact]
    public void Read_OnDisk_StopsAtEightMessagesAndSuggestsASlave()
    {
        _store.Produce("a", 60);
        Read(offset: 0, memoryBytes: 100);
        Assert.Equal((8, true), (_result.Count, _result.SuggestSlave));
        _result.Release();
        Read(offset: 59, memoryBytes: 1000);
        Assert.Equal((1, false), (_result.Count, _result.SuggestSlave));
    }

    [Fact]
    public void Read_OnDisk_StopsAt64KiB()
    {
        _store.Produce("a", 10, bodyBytes: 20_000);
        Read(offset: 0, memoryBytes: 0);
        Assert.Equal(3, _result.Count);
    }

    [Fact]
    public void Read_MessageLargerThanEveryLimit_IsReturnedAlone()
    {
        _store.Produce("a", 2, bodyBytes: 50_000);
        Expect(ReadStatus.Found, 1, maxBytes: 10);
    }

    [Fact]
    public void Read_UnitThatPointsElsewhere_IsNeverServed()
    {
        _store.Produce("a", 3);
        ConsumeQueue queue = _store.Queues.GetOrAdd("b", 0);
        Assert.True(_store.Queues.GetOrAdd("a", 0).TryReadUnit(1, out QueueUnit unit));
        _store.Queues.Append(queue, 0, unit with { LogOffset = unit.LogOffset + 1 }, 1);
        _store.Queues.Append(queue, 1, unit with { LogOffset = unit.LogOffset + 2, Bytes = unit.Bytes + 1 }, 1);
        var reader = new QueueReader(_store.Log, _store.Queues, _store.Options, PlentyOfMemory);
        reader.Read("b", 0, 0, 32, 9999, null, _result);
        Assert.Equal((ReadStatus.MessageWasRemoving, 2L), (_result.Status, _result.NextOffset));
    }

    [Fact]
    public void Read_TagsInAnExtension_AreTakenFromTheRecord()
    {
        AppendResult a = _store.Append("a", properties: "TAGS\u0001A\u0002");
        AppendResult b = _store.Append("a", properties: "TAGS\u0001B\u0002");
        ConsumeQueue queue = _store.Queues.GetOrAdd("a", 0);
        foreach (AppendResult result in (AppendResult[])[a, b])
        {
            var unit = new QueueUnit(result.LogOffset, (int)(result.EndOffset - result.LogOffset), long.MinValue + 20);
            _store.Queues.Append(queue, result.QueueOffset, unit, 1);
        }

        Expect(ReadStatus.Found, 2, filter: new TestFilter(static code => code == 'B'));
        Assert.Equal([1], Enumerable.Range(0, _result.RecordCount).Select(MessageOffset));
    }

    [Fact]
    public void Read_EndOfAQueueSegment_EndsTheRead()
    {
        _store.Produce("a", 110);
        Expect(ReadStatus.Found, 100, offset: 90);
    }

    [Fact]
    public async Task Release_HeldRecords_LetsTheSegmentGo()
    {
        _store.Produce("a", 4, bodyBytes: 20_000);
        LogSegment segment = _store.Log.Segments.First!;
        Read(offset: 0);
        Expire();
        Assert.False(segment.Idle.IsCompleted);
        _result.Release();
        _result.Release();
        await segment.Idle.WaitAsync(Patience.Limit); // The log's supply may look at it for a moment.
        Assert.Equal(0, _result.RecordCount);
    }

    [Fact]
    public void TryReadRecord_OnlyAtRecordStarts_ReturnsTheRecord()
    {
        AppendResult appended = _store.Append("a");
        var reader = new QueueReader(_store.Log, _store.Queues, _store.Options, PlentyOfMemory);
        Assert.True(reader.TryReadRecord(appended.LogOffset, _result));
        Assert.Equal(appended.EndOffset - appended.LogOffset, _result.Bytes);
        _result.Release();
        foreach (long offset in (long[])[-1, 1, appended.EndOffset - 1, appended.EndOffset, long.MaxValue])
        {
            Assert.False(reader.TryReadRecord(offset, _result));
        }
    }

    [Fact]
    public void GetStoreTime_KnownAndUnknownOffsets_IsTheRecordsTimeOrMinusOne()
    {
        AppendResult appended = _store.Append("a");
        _store.Dispatcher.Dispatch();
        var reader = new QueueReader(_store.Log, _store.Queues, _store.Options, PlentyOfMemory);
        Assert.Equal(appended.StoreTimestamp, reader.GetStoreTime("a", 0, 0));
        Assert.Equal(-1, reader.GetStoreTime("a", 0, 1));
        Assert.Equal(-1, reader.GetStoreTime("a", 0, -1));
        Assert.Equal(-1, reader.GetStoreTime("b", 0, 0));
    }

    [Fact]
    public void IsInMemory_ComparesTheDistanceToTheEndOfTheLog()
    {
        _store.Produce("a", 10);
        var reader = new QueueReader(_store.Log, _store.Queues, _store.Options, memoryBytes: _store.Log.AppendedOffset);
        Assert.False(reader.IsInMemory("a", 0, 0));
        Assert.True(reader.IsInMemory("a", 0, 9));
        Assert.False(reader.IsInMemory("a", 0, 10));
    }

    [Fact]
    public void Read_InSteadyState_AllocatesNothing()
    {
        _store.Produce("a", 64);
        var reader = new QueueReader(_store.Log, _store.Queues, _store.Options, PlentyOfMemory);
        var filter = new TestFilter(static _ => true);
        Assert.Equal(0, Allocations.Of(calls: 100, ReadOnce));

        void ReadOnce()
        {
            reader.Read("a", 0, 0, 32, 1 << 20, filter, _result);
            _result.Release();
        }
    }

    private long MessageOffset(int index)
    {
        MessageRecord.TryRead(_result.GetRecord(index), out MessageRecord record);
        return record.QueueOffset;
    }

    /// <summary>Takes the oldest segment off the log, as retention does.</summary>
    private void Expire() => _store.Log.Segments.RemoveFirst()!.Return();

    private void Read(
        long offset,
        int maxCount = 32,
        int maxBytes = 1 << 20,
        IMessageFilter? filter = null,
        long memoryBytes = PlentyOfMemory) =>
        new QueueReader(_store.Log, _store.Queues, _store.Options, memoryBytes)
            .Read("a", 0, offset, maxCount, maxBytes, filter, _result);

    private void Expect(
        ReadStatus status,
        long next,
        long offset = 0,
        int maxCount = 32,
        int maxBytes = 1 << 20,
        IMessageFilter? filter = null)
    {
        Read(offset, maxCount, maxBytes, filter);
        Assert.Equal((status, next), (_result.Status, _result.NextOffset));
    }
}
