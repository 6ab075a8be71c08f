using Ariane.Crash.Files;
using Ariane.Storage.Checkpoints;
using Ariane.Storage.Files;
using Ariane.Storage.Reading;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Retention;

public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly StoreOptions SmallOptions = Options with { DeleteInterval = TimeSpan.Zero };

    private readonly ManualTime _time = new();
    private readonly MemoryFiles _files;
    private readonly List<long> _logOffsets = [];
    private MessageStore _store = null!;   // set by InitializeAsync
    private long _lastStored;

    public RetentionTests() => _files = new MemoryFiles(_time);

    public async Task InitializeAsync()
    {
        _store = await OpenAsync(_files, _time, SmallOptions);
        await FillAsync("T", segments: 5);
        await SyncQueuesAsync();
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    [Fact]
    public async Task Run_InADeleteHour_ExpiredSegmentsGo()
    {
        _time.Set(new DateTimeOffset(2026, 3, 5, 4, 0, 0, TimeSpan.Zero));
        Expire(segments: 2);

        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.MinLogOffset == 2 * SegmentBytes && !HasSegment(1));

        Assert.False(HasSegment(0));
        Assert.True(HasSegment(2));
        await Eventually.IsTrueAsync(() => _store.GetMinOffset("T", 0) > 0);
        Assert.NotEqual("m0", ReadIds(_store, "T", 0)[0]);
        Assert.Empty(FindByKey(_store, "T", "um0"));
    }

    [Fact]
    public async Task Run_OutsideDeleteHours_NothingGoesUnlessTriggered()
    {
        Expire(segments: 2);
        _time.Advance(SmallOptions.RetentionInterval);
        _time.Advance(SmallOptions.RetentionInterval);
        Assert.Equal(0, _store.MinLogOffset);

        _store.DeleteExpired();
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.MinLogOffset == 2 * SegmentBytes);
    }

    [Fact]
    public async Task Run_LocalTimeZone_DecidesTheHour()
    {
        _time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-8), "test", "test"));
        Expire(segments: 1);   // 12:00 UTC is 04:00 there

        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.MinLogOffset == SegmentBytes);
    }

    [Fact]
    public async Task Run_DiskNearlyFull_OldestSegmentsGoButNeverTheLast()
    {
        _files.Space = new DiskSpace(100, 88, 12);
        _time.Advance(SmallOptions.RetentionInterval);

        await Eventually.IsTrueAsync(() => _store.MinLogOffset == _store.AppendedOffset / SegmentBytes * SegmentBytes);
        Assert.True(_store.IsWritable);
    }

    [Fact]
    public async Task Run_UnitsNotOnDisk_TheirMessagesStayUntilTheyAre()
    {
        long first = _store.AppendedOffset / SegmentBytes * SegmentBytes;
        await FillAsync("Unsynced", segments: 3);
        _files.Space = new DiskSpace(100, 95, 5);
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.MinLogOffset == first && !_store.IsWritable);
        _files.Space = new DiskSpace(100, 88, 12);
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.IsWritable);   // so the run before has ended
        Assert.Equal(first, _store.MinLogOffset);

        await SyncQueuesAsync();
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.MinLogOffset == _store.AppendedOffset / SegmentBytes * SegmentBytes);
        long count = _store.GetMaxOffset("Unsynced", 0);
        for (int seed = 0; seed < 16; seed++)
        {
            await using MessageStore found = await OpenAsync(_files.LosePower(new Random(seed)), _time, SmallOptions);
            Assert.Equal(count, found.GetMaxOffset("Unsynced", 0));
        }
    }

    [Fact]
    public async Task Run_DiskFull_AppendsAreRefusedUntilThereIsSpace()
    {
        _files.Space = new DiskSpace(100, 95, 5);
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => !_store.IsWritable);

        Assert.Equal(AppendStatus.DiskFull, Append(_store, "T", 0, "x").Status);
        Assert.Contains(
            "disk full, CL: 0.95 CQ: 0.95 INDEX: 0.95", _store.DescribeAvailability(), StringComparison.Ordinal);
        _files.Space = new DiskSpace(100, 10, 90);
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.IsWritable);
        Assert.Equal(AppendStatus.Appended, Append(_store, "T", 0, "x").Status);
    }

    [Fact]
    public async Task Run_SegmentBeingRead_LeavesTheDiskOnlyWhenReturned()
    {
        var result = new ReadResult();
        Assert.True(_store.TryReadRecord(0, result));
        Expire(segments: 2);
        _store.DeleteExpired();
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => _store.MinLogOffset == 2 * SegmentBytes);

        // Nobody is led to what the log has dropped.
        await Eventually.IsTrueAsync(() => _store.GetMinOffset("T", 0) > 0);
        Assert.Equal("m0", IdOf(result.GetRecord(0)));
        Assert.True(HasSegment(0));
        Assert.True(HasSegment(1));   // files go oldest first, so that no crash leaves a gap
        result.Release();
        _time.Advance(SmallOptions.RetentionInterval);
        await Eventually.IsTrueAsync(() => !HasSegment(0) && !HasSegment(1));
    }

    [Fact]
    public async Task OpenAsync_ExpiredUpToItsEnd_QueuesGoOnWhereTheyWere()
    {
        long lastSegment = _store.AppendedOffset / SegmentBytes * SegmentBytes;
        MemoryFiles files = _files.Kill();
        string[] log =
            [.. files.AllPaths.Where(static path => path.StartsWith(LogDirectory, StringComparison.Ordinal))];
        foreach (string path in log) files.DeleteFile(path);
        files.WriteAll(Path.Combine(LogDirectory, SegmentName.Format(lastSegment)), new byte[SegmentBytes]);
        files.DeleteFile(Path.Combine(Root, StorePaths.Checkpoint));

        await using MessageStore found = await OpenAsync(files, _time, SmallOptions);
        int expired = _logOffsets.Count(offset => offset < lastSegment);
        Assert.Equal(expired, found.GetMaxOffset("T", 0));
        Assert.Equal(expired, Append(found, "T", 0, "next").QueueOffset);
    }

    /// <summary>On disk and in its queue, but the queue is not on disk.</summary>
    private async Task FillAsync(string topic, int segments)
    {
        _lastStored = _time.GetUtcNow().ToUnixTimeMilliseconds();
        long end = _store.AppendedOffset + (segments * SegmentBytes);
        for (int i = 0; _store.AppendedOffset < end; i++)
            _logOffsets.Add(Append(_store, topic, 0, $"m{i}", bodyBytes: 1000).LogOffset);
        _store.Dispatch();
        await Eventually.IsTrueAsync(() => _store.DispatchedOffset == _store.AppendedOffset);
        _time.Advance(TimeSpan.FromSeconds(10));
        await Eventually.IsTrueAsync(() => _store.DurableOffset == _store.AppendedOffset);
    }

    private async Task SyncQueuesAsync()
    {
        _time.Advance(SmallOptions.QueueThoroughFlushInterval);
        var checkpoint = new CheckpointFile(_files, Path.Combine(Root, StorePaths.Checkpoint));
        await Eventually.IsTrueAsync(() => checkpoint.Read().QueueTimestamp == _lastStored);
    }

    private static string Segment(int index) =>
        Path.Combine(LogDirectory, SegmentName.Format((long)index * SegmentBytes));

    private bool HasSegment(int index) => _files.FileExists(Segment(index));

    private void Expire(int segments)
    {
        for (int i = 0; i < segments; i++)
            _files.SetLastWriteTime(Segment(i), _time.GetUtcNow() - TimeSpan.FromHours(73));
    }
}
