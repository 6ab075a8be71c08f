using Ariane.Storage.ConsumeQueues;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

public sealed class QueueFlushTests
{
    private readonly ScratchFiles _files = new();

    [Fact]
    public void DurableTimestamp_OnlyThoroughFlushesMoveIt()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 12);
        Assert.Equal(0, table.DurableTimestamp);
        table.Flush(thorough: false);
        Assert.Equal(0, table.DurableTimestamp);
        table.Flush(thorough: true);
        Assert.Equal(11, table.DurableTimestamp);
        Assert.Equal(2, _files.FlushCount);
        table.Flush(thorough: true);
        Assert.Equal(2, _files.FlushCount);
    }

    [Theory]
    [InlineData(256, true, 256, 0)]
    [InlineData(257, true, 0, 1)]
    [InlineData(257, false, 257, 0)]
    public void Flush_ManyChangedFiles_SyncsThemAtOnceIfTheSystemCan(
        int queues, bool canSyncAll, int flushes, int syncs)
    {
        using ConsumeQueueTable table = NewTable(_files);
        _files.CanSyncAll = canSyncAll;
        for (int queue = 0; queue < queues; queue++) Fill(table, "orders", queue, 0, 1);
        table.Flush(thorough: true);
        Assert.Equal((flushes, syncs), (_files.FlushCount, _files.SyncAllCount));
    }

    [Fact]
    public void Flush_AfterAFailedSync_FailsAndPromisesNothing()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 3);
        _files.FailsToFlush = static _ => true;
        Assert.Throws<IOException>(() => table.Flush(thorough: true));
        _files.FailsToFlush = static _ => false;
        Assert.Throws<IOException>(() => table.Flush(thorough: true));
        Fill(table, "orders", 0, 3, 4);
        Assert.Throws<IOException>(() => table.Flush(thorough: true));
        Assert.Equal((0, Unit(0).LogOffset), (table.DurableTimestamp, table.UnsyncedFrom));
    }

    [Fact]
    public void UnsyncedFrom_UnitsThatAreNotOnDisk_IsTheFirstOfThem()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Assert.Equal(long.MaxValue, table.UnsyncedFrom);
        Fill(table, "orders", 0, 0, 3);
        table.Flush(thorough: false);
        Assert.Equal(Unit(0).LogOffset, table.UnsyncedFrom);
        table.Flush(thorough: true);
        Assert.Equal(long.MaxValue, table.UnsyncedFrom);
        Fill(table, "orders", 0, 3, 5);
        Assert.Equal(Unit(3).LogOffset, table.UnsyncedFrom);
    }

    [Fact]
    public void Flush_DiskFullBehindTheFirstSegment_KeepsThatUntilThereIsRoom()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 25);
        _files.IsFull = path => path != SegmentPath("orders", 0, 0);
        Assert.Throws<IOException>(() => table.Flush(thorough: false));
        _files.IsFull = static _ => true;
        Assert.Throws<IOException>(() => table.Flush(thorough: false));

        _files.IsFull = static _ => false;
        table.Flush(thorough: true);

        using ConsumeQueueTable loaded = Reload(_files);
        Assert.Equal(Enumerable.Range(0, 25).Select(Unit), ReadAll(loaded.GetOrAdd("orders", 0)));
    }

    [Fact]
    public void Append_DiskFull_FailsAndGoesOnWhereItWasLater()
    {
        using ConsumeQueueTable table = NewTable(_files, tailBudget: 160);
        _files.IsFull = static _ => true;
        Fill(table, "a", 0, 0, 1);
        Fill(table, "b", 0, 0, 1);
        ConsumeQueue third = table.GetOrAdd("c", 0);
        Assert.Throws<IOException>(() => table.Append(third, 0, Unit(2), 2));
        Assert.Equal(0, third.MaxOffset);
        Assert.Throws<IOException>(() => table.Flush(thorough: true));

        _files.IsFull = static _ => false;
        table.Append(third, 0, Unit(2), 2);
        table.Flush(thorough: true);
        foreach (string topic in (string[])["a", "b", "c"]) Assert.Single(ReadAll(table.GetOrAdd(topic, 0)));
        Assert.Equal(2, table.DurableTimestamp);
    }
}
