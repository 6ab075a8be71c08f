using Ariane.Storage.Checkpoints;
using Ariane.Storage.Files;
using Ariane.Crash.Files;

namespace Ariane.Storage.Tests.Checkpoints;

public sealed class CheckpointFileTests
{
    private const string FilePath = "/store/checkpoint";

    private readonly MemoryFiles _files = new(new ManualTime());

    public CheckpointFileTests() => _files.CreateDirectory("/store");

    [Fact]
    public void Write_Fields_LieWhereUpstreamReadsThem()
    {
        var checkpoint = new Checkpoint
        {
            LogTimestamp = 0x0102030405060708,
            QueueTimestamp = 2,
            IndexTimestamp = 3,
            MasterFlushedOffset = 4,
            LastRecordOffset = 5,
        };

        new CheckpointFile(_files, FilePath).Write(checkpoint);

        byte[] content = _files.ReadAll(FilePath);
        Assert.Equal(4096, content.Length);
        Assert.Equal(
            "0102030405060708" + "0000000000000002" + "0000000000000003" + "0000000000000004" + "0000000000000005",
            Convert.ToHexString(content.AsSpan(0, 40)));
        Assert.False(content.AsSpan(40).ContainsAnyExcept((byte)0));
        Assert.Equal(checkpoint, new CheckpointFile(_files, FilePath).Read());
    }

    [Fact]
    public void Write_PowerLost_IsThere()
    {
        new CheckpointFile(_files, FilePath).Write(new Checkpoint { LogTimestamp = 7 });

        Assert.Equal(7, new CheckpointFile(_files.LosePower(new Random(1)), FilePath).Read().LogTimestamp);
    }

    [Fact]
    public void Write_Unchanged_LeavesTheDiskAlone()
    {
        var file = new CheckpointFile(_files, FilePath);
        file.Write(new Checkpoint { LogTimestamp = 7 });
        int calls = _files.Calls;

        file.Write(new Checkpoint { LogTimestamp = 7 });

        Assert.Equal(calls, _files.Calls);
    }

    [Theory]
    [InlineData(10_000, 20_000, 30_000, 7_000, 7_000)]
    [InlineData(20_000, 10_000, 1_000, 7_000, 1_000)]
    [InlineData(2_000, 2_000, 0, 0, 0)]
    public void RecoveryTimestamp_IsTheEarlierOneWithAMargin(
        long log, long queues, long index, long expected, long withIndex)
    {
        var checkpoint = new Checkpoint { LogTimestamp = log, QueueTimestamp = queues, IndexTimestamp = index };

        Assert.Equal((expected, withIndex), (checkpoint.RecoveryTimestamp, checkpoint.IndexRecoveryTimestamp));
    }

    [Fact]
    public void AbortMarker_Set_HoldsTheProcessId()
    {
        var marker = new AbortMarker(_files, "/store");
        Assert.False(marker.Exists);
        marker.Set();
        Assert.Equal(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            System.Text.Encoding.ASCII.GetString(_files.ReadAll("/store/abort")));
        marker.Clear();
        Assert.False(marker.Exists);
    }

    [Fact]
    public void StoreLock_SecondTaker_IsRefusedUntilTheFirstIsGone()
    {
        StoreLock first = StoreLock.Take(_files, "/store");

        StoreException exception = Assert.Throws<StoreException>(() => StoreLock.Take(_files, "/store"));
        Assert.Contains("/store is in use", exception.Message, StringComparison.Ordinal);
        Assert.Equal("lock"u8, _files.ReadAll(Path.Combine("/store", StorePaths.Lock)));
        first.Dispose();
        StoreLock.Take(_files, "/store").Dispose();
    }
}
