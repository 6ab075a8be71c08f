using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Crash.Files;

namespace Ariane.Storage.Tests.CommitLogs;

public sealed class CommitLogTests : IAsyncDisposable
{
    private readonly LogFixture _fixture = new();

    private CommitLog Log => _fixture.Log;

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public void TryAppend_FirstRecord_IsReadableAtOnce()
    {
        AppendResult result = _fixture.Append("hello");

        Assert.Equal((AppendStatus.Appended, 0, 0), (result.Status, result.LogOffset, result.QueueOffset));
        Assert.Equal(result.EndOffset, Log.AppendedOffset);
        Assert.Equal(0, Log.DurableOffset);
        Assert.True(Log.TryReadRecord(0, out LogSlice slice));
        Assert.Equal(RecordStatus.Message, MessageRecord.TryRead(slice.Span, out MessageRecord record));
        Assert.Equal("hello"u8, record.Body);
        Assert.Equal(_fixture.Time.GetUtcNow().ToUnixTimeMilliseconds(), record.StoreTimestamp);
        slice.Dispose();
    }

    [Fact]
    public void TryAppend_RecordThatLeavesNoRoomForTheBlank_StartsTheNextSegment()
    {
        int overhead = (int)_fixture.Append("").EndOffset;
        int left = LogFixture.SegmentBytes - (int)_fixture.Append(new string('x', 2000)).EndOffset;
        Assert.Equal(
            LogFixture.SegmentBytes - LogFormat.BlankBytes,
            _fixture.Append(new string('x', left - overhead - 8)).EndOffset);

        AppendResult rolled = _fixture.Append("y");

        Assert.Equal(LogFixture.SegmentBytes, rolled.LogOffset);
        byte[] segment = _fixture.Files.ReadAll("/store/commitlog/00000000000000000000");
        Assert.Equal(8, BinaryPrimitives.ReadInt32BigEndian(segment.AsSpan(^8)));
        Assert.Equal(0xCBD43194, BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(^4)));
    }

    [Fact]
    public void TryAppend_ClockGoesBack_StoreTimesDoNot()
    {
        long first = _fixture.Append("a").StoreTimestamp;
        _fixture.Time.Set(_fixture.Time.GetUtcNow() - TimeSpan.FromHours(1));

        Assert.Equal(first, _fixture.Append("b").StoreTimestamp);
    }

    [Theory]
    [InlineData(MessageSysFlag.Prepared)]
    [InlineData(MessageSysFlag.Rollback)]
    public void TryAppend_HalfMessage_TakesNoQueueOffset(MessageSysFlag sysFlag)
    {
        _fixture.Append("a");
        Assert.Equal(0, _fixture.Append("half", sysFlag: sysFlag).QueueOffset);
        Assert.Equal(1, _fixture.Append("commit", sysFlag: MessageSysFlag.Commit).QueueOffset);
    }

    [Fact]
    public void TryAppend_DeletedQueue_IsLeftToTheCaller()
    {
        _fixture.Queue.IsDeleted = true;

        Assert.False(_fixture.TryAppend("a", out _));
        Assert.Equal(0, Log.AppendedOffset);
    }

    [Theory]
    [InlineData(LogFixture.MaxMessageBytes, 10, "T", AppendStatus.Appended)]
    [InlineData(LogFixture.MaxMessageBytes + 1, 10, "T", AppendStatus.MessageTooLarge)]
    [InlineData(10, 32767, "T", AppendStatus.MessageTooLarge)]   // does not fit into a segment of this test
    [InlineData(10, 32768, "T", AppendStatus.PropertiesTooLarge)]
    public void TryAppend_Limits_AreChecked(int bodyBytes, int propertyBytes, string topic, AppendStatus expected) =>
        Assert.Equal(
            expected, _fixture.Append(new string('x', bodyBytes), topic, new string('p', propertyBytes)).Status);

    [Theory]
    [InlineData("", 127, AppendStatus.Appended)]
    [InlineData("", 128, AppendStatus.MessageTooLarge)]
    [InlineData("%RETRY%", 255, AppendStatus.Appended)]
    [InlineData("%RETRY%", 256, AppendStatus.MessageTooLarge)]
    public void TryAppend_TopicLength_IsChecked(string prefix, int bytes, AppendStatus expected) =>
        Assert.Equal(expected, _fixture.Append("a", prefix + new string('t', bytes - prefix.Length)).Status);

    [Fact]
    public void TryAppend_DiskFull_LeavesEverythingAsItWas()
    {
        _fixture.Append("a");
        long end = Log.AppendedOffset;
        _fixture.Files.FreeBytes = 0;
        AppendResult result;
        while ((result = _fixture.Append(new string('x', 500))).Status == AppendStatus.Appended) end = result.EndOffset;

        Assert.Equal(AppendStatus.DiskFull, result.Status);
        Assert.Equal(end, Log.AppendedOffset);
        long offset = _fixture.Queue.NextOffset;
        _fixture.Files.FreeBytes = null;
        Assert.Equal((AppendStatus.Appended, offset), (_fixture.Append("b").Status, _fixture.Queue.NextOffset - 1));
        foreach (string path in _fixture.Files.AllPaths) Assert.False(_fixture.Files.HasBytesInHoles(path));
    }

    [Fact]
    public void TryAppend_NextSegmentIsForbidden_IsRefusedUntilItIsAllowed()
    {
        _fixture.Files.Calling = static (_, call, _) =>
        {
            if (call == FileCall.Create) throw new UnauthorizedAccessException("As the test wants it.");
        };
        Assert.Equal(AppendStatus.DiskFull, _fixture.Append("a").Status);

        _fixture.Files.Calling = null;
        AppendResult result = _fixture.Append("b");
        Assert.Equal((AppendStatus.Appended, 0L), (result.Status, result.QueueOffset));
        Assert.Equal(["b"], Bodies());
    }

    [Fact]
    public void Write_Fails_NothingIsSeenUntilItSucceeds()
    {
        _fixture.Append("a");
        long end = Log.AppendedOffset;
        Assert.True(_fixture.TryAppend("b", out _));
        _fixture.Files.FailFrom = _fixture.Files.Calls + 1;

        Assert.Throws<IOException>(Log.Write);
        Assert.Equal(end, Log.AppendedOffset);
        Assert.True(_fixture.TryAppend("c", out AppendResult refused));
        Assert.Equal(AppendStatus.DiskFull, refused.Status);
        Assert.Equal(2, _fixture.Queue.NextOffset);

        _fixture.Files.FailFrom = int.MaxValue;
        AppendResult last = _fixture.Append("d");
        Assert.Equal(2, last.QueueOffset);
        Assert.Equal(last.EndOffset, Log.AppendedOffset);
        Assert.Equal(["a", "b", "d"], Bodies());
    }

    [Fact]
    public void TryAppend_MoreThanTheBuffer_IsWrittenOnTheWay()
    {
        for (int i = 0; i < 300; i++) Assert.True(_fixture.TryAppend(new string('x', 1000), out _));

        Assert.True(Log.AppendedOffset > 0);
        Log.Write();
        Assert.Equal(300, Bodies().Count);
    }

    [Fact]
    public void TryAppendBatch_EntriesAreContiguousAndNumbered()
    {
        _fixture.Append("a");
        byte[] body = [.. LogFixture.Entry("one", "k\u0001v"), .. LogFixture.Entry("two", "")];
        long[] offsets = new long[2];

        AppendResult result = _fixture.AppendBatch(body, "CLUSTER\u0001c\u0002", offsets);

        Assert.Equal((AppendStatus.Appended, 1), (result.Status, result.QueueOffset));
        Assert.Equal(3, _fixture.Queue.NextOffset);
        Assert.Equal(
            ["one k\u0001v\u0002CLUSTER\u0001c\u0002 1", "two CLUSTER\u0001c\u0002 2"], offsets.Select(Describe));
        Assert.Equal(result.EndOffset, Log.AppendedOffset);

        string Describe(long offset)
        {
            Assert.True(Log.TryReadRecord(offset, out LogSlice slice));
            using (slice)
            {
                MessageRecord.TryRead(slice.Span, out MessageRecord record);
                Assert.True(record.HasValidBody());
                Assert.Equal(result.StoreTimestamp, record.StoreTimestamp);
                return $"{Encoding.UTF8.GetString(record.Body)} {Encoding.UTF8.GetString(record.Properties)} "
                    + $"{record.QueueOffset}";
            }
        }
    }

    [Fact]
    public void TryAppendBatch_LastEntryDoesNotFit_WholeBatchMoves()
    {
        _fixture.Append(new string('x', 3000));
        byte[] body = [.. LogFixture.Entry(new string('a', 500), ""), .. LogFixture.Entry(new string('b', 500), "")];
        long[] offsets = new long[2];

        _fixture.AppendBatch(body, "", offsets);

        Assert.Equal(LogFixture.SegmentBytes, offsets[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void TryAppendBatch_CutBody_IsMalformed(int missing)
    {
        byte[] body = [.. LogFixture.Entry("one", ""), .. LogFixture.Entry("two", "")];

        Assert.Equal(AppendStatus.MalformedBatch, _fixture.AppendBatch(body[..^missing], "", new long[2]).Status);
        Assert.Equal(AppendStatus.MalformedBatch, _fixture.AppendBatch([], "", []).Status);
        Assert.Equal(0, Log.AppendedOffset);
    }

    [Fact]
    public void TryRead_OutsideOfWhatIsStored_IsFalse()
    {
        AppendResult result = _fixture.Append("a");

        Assert.False(Log.TryRead(result.EndOffset, 1, out _));
        Assert.False(Log.TryRead(0, (int)result.EndOffset + 1, out _));
        Assert.False(Log.TryRead(-1, 1, out _));
        Assert.False(Log.TryRead(0, 0, out _));
        Assert.False(Log.TryRead(long.MaxValue, 1, out _));
        Assert.False(Log.TryReadRecord(1, out _));
        Assert.Equal(LogFixture.SegmentBytes, Log.SegmentEnd(result.LogOffset));
    }

    [Fact]
    public void TryReadRecord_RecordInABodyOfAnother_IsNoRecord()
    {
        AppendResult inner = _fixture.Append("inner");
        Assert.True(Log.TryRead(0, (int)inner.EndOffset, out LogSlice slice));
        byte[] record = slice.Span.ToArray();
        slice.Dispose();

        AppendResult outer = _fixture.Append(record);

        Assert.True(Log.TryReadRecord(outer.LogOffset, out slice));
        int position = slice.Span.IndexOf(record);
        slice.Dispose();
        Assert.True(position > 0);
        Assert.False(Log.TryReadRecord(outer.LogOffset + position, out _));
    }

    [Fact]
    public async Task TryRead_SegmentLeavesTheLog_StaysReadableUntilReturned()
    {
        _fixture.Append("first");
        while (Log.Segments.All.Length < 2) _fixture.Append(new string('x', 1000));
        Assert.True(Log.TryReadRecord(0, out LogSlice slice));

        LogSegment segment = Log.Segments.RemoveFirst()!;
        segment.Return();

        Assert.False(segment.Idle.IsCompleted);
        Assert.False(Log.TryReadRecord(0, out _));
        Assert.Equal(LogFixture.SegmentBytes, Log.MinOffset);
        Assert.Equal("first", BodyOf(slice));
        slice.Dispose();
        await segment.Idle.WaitAsync(Patience.Limit);   // the supply may be looking after it
        segment.Close();
        Assert.Throws<ObjectDisposedException>(() => segment.GetSpan(0, 1));
    }

    [Fact]
    public async Task MinOffset_WhileTheFirstMessageComes_IsBeforeIt()
    {
        for (int round = 0; round < 200; round++)
        {
            await using var fixture = new LogFixture();
            CommitLog log = fixture.Log;
            using var asked = new ManualResetEventSlim();
            Task<long> asking = Task.Run(() =>
            {
                long most = 0;
                while (log.AppendedOffset == 0)
                {
                    most = Math.Max(most, log.MinOffset);
                    asked.Set();
                }

                return most;
            });
            asked.Wait(Patience.Limit);

            fixture.Append("first");

            Assert.Equal(0, await asking);
        }
    }

    [Fact]
    public void Flush_BothSidesOfARoll_MakesAllDurable()
    {
        while (Log.Segments.All.Length < 3) _fixture.Append(new string('x', 1000));

        Log.Flush();

        Assert.Equal(Log.AppendedOffset, Log.DurableOffset);
        MemoryFiles found = _fixture.Files.LosePower(new Random(1));
        foreach (string path in found.AllPaths) Assert.Equal(_fixture.Files.ReadAll(path), found.ReadAll(path));
    }

    [Fact]
    public void LogScanner_ManySegments_YieldsEveryRecordOnce()
    {
        var expected = new List<long>();
        for (int i = 0; i < 40; i++) expected.Add(_fixture.Append(new string('x', i * 40)).LogOffset);

        var found = new List<long>();
        var scanner = new LogScanner(Log, 0, long.MaxValue);
        while (scanner.MoveNext()) found.Add(scanner.Offset);
        (ScanStatus status, long position) = (scanner.Status, scanner.Position);
        scanner.Dispose();

        Assert.Equal(expected, found);
        Assert.Equal((ScanStatus.End, Log.AppendedOffset), (status, position));
    }

    [Fact]
    public void IsBusy_AppendHoldsTheLogForLong_IsTrueUntilItEnds()
    {
        Assert.False(Log.IsBusy);
        bool during = false;
        _fixture.Queue.Reading = () =>
        {
            _fixture.Time.Set(_fixture.Time.GetUtcNow() + TimeSpan.FromSeconds(2));
            during = Log.IsBusy;
        };

        _fixture.Append("a");

        Assert.True(during);
        Assert.False(Log.IsBusy);
    }

    [Fact]
    public void TryAppend_SteadyState_AllocatesNothing()
    {
        byte[] body = new byte[50];

        Assert.Equal(0, Allocations.Of(calls: 10, () => _fixture.Append(body)));
    }

    private static string BodyOf(in LogSlice slice)
    {
        MessageRecord.TryRead(slice.Span, out MessageRecord record);
        return Encoding.UTF8.GetString(record.Body);
    }

    private List<string> Bodies()
    {
        var bodies = new List<string>();
        using var scanner = new LogScanner(Log, 0, long.MaxValue);
        while (scanner.MoveNext()) bodies.Add(Encoding.UTF8.GetString(scanner.Record.Body));
        return bodies;
    }
}
