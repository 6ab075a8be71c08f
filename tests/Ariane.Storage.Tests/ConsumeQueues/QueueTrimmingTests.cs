using Ariane.Crash.Files;
using Ariane.Storage.ConsumeQueues;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

public sealed class QueueTrimmingTests
{
    private readonly ScratchFiles _files = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(15)]
    [InlineData(20)]
    [InlineData(34)]
    [InlineData(35)]
    public void TruncateAfter_AnyUnit_KeepsWhatIsBeforeAndClearsTheRest(int kept)
    {
        Write(0, 35);
        using (ConsumeQueueTable table = Reload(_files))
        {
            table.TruncateAfter(Unit(kept).LogOffset);
            Check(table);
        }

        using (ConsumeQueueTable reloaded = Reload(_files, afterCrash: true)) Check(reloaded);

        // New units take the place of the old ones.
        using ConsumeQueueTable again = Reload(_files);
        ConsumeQueue queue = again.GetOrAdd("orders", 0);
        var other = new QueueUnit(Unit(kept).LogOffset, 7, -1);
        again.Append(queue, kept, other, 1);
        again.Flush(thorough: true);
        Assert.Equal(Enumerable.Range(0, kept).Select(Unit).Append(other), ReadAll(queue));

        void Check(ConsumeQueueTable table)
        {
            ConsumeQueue checkedQueue = table.GetOrAdd("orders", 0);
            Assert.Equal(kept, checkedQueue.MaxOffset);
            Assert.Equal(Enumerable.Range(0, kept).Select(Unit), ReadAll(checkedQueue));
            Assert.Equal(kept == 0 ? -1 : Unit(kept - 1).EndOffset, table.MaxLogOffset);
        }
    }

    [Fact]
    public void TruncateAfter_AllUnitsOfAQueueInTheMiddle_KeepsTheCounter()
    {
        Write(20, 25);
        using ConsumeQueueTable table = Reload(_files);
        table.TruncateAfter(0);
        Assert.Equal((20, 20), (table.GetOrAdd("orders", 0).MinOffset, table.GetOrAdd("orders", 0).MaxOffset));
        Fill(table, "orders", 0, 20, 22);
        Assert.Equal(2, ReadAll(table.GetOrAdd("orders", 0)).Count);
    }

    [Fact]
    public void CorrectMinOffsets_PartOfTheLogGone_RaisesToTheFirstStoredMessage()
    {
        Write(0, 35);
        using ConsumeQueueTable table = Reload(_files);
        table.CorrectMinOffsets(Unit(12).LogOffset + 1);
        Assert.Equal(13, table.GetOrAdd("orders", 0).MinOffset);
        table.CorrectMinOffsets(Unit(3).LogOffset);
        Assert.Equal(13, table.GetOrAdd("orders", 0).MinOffset);
    }

    [Fact]
    public void CorrectMinOffsets_WholeLogGone_EqualsTheMaximumAndTheCounterGoesOn()
    {
        Write(0, 15);
        using ConsumeQueueTable table = Reload(_files);
        ConsumeQueue queue = table.GetOrAdd("orders", 0);
        table.CorrectMinOffsets(1_000_000);
        Assert.Equal((15, 15), (queue.MinOffset, queue.MaxOffset));

        table.Append(queue, 15, new QueueUnit(1_000_000, 10, 0), 15);
        table.CorrectMinOffsets(1_000_000);
        Assert.Equal((15, 16), (queue.MinOffset, queue.MaxOffset));
    }

    [Fact]
    public void CorrectMinOffsets_NothingGone_ReadsNoFile()
    {
        Write(0, 35);
        using ConsumeQueueTable table = NewTable(_files, openFiles: 1);
        table.Load(afterCrash: false, 0);
        int opened = _files.OpenedInAll;
        table.CorrectMinOffsets(Unit(0).LogOffset);
        Assert.Equal(opened, _files.OpenedInAll);
    }

    [Fact]
    public void DeleteExpired_LeadingSegmentsGone_DeletesThemAndNeverTheLast()
    {
        Write(0, 35);
        using ConsumeQueueTable table = Reload(_files);
        table.DeleteExpired(Unit(25).LogOffset);
        Assert.Equal([SegmentPath("orders", 0, 2), SegmentPath("orders", 0, 3)], _files.Paths);
        Assert.Equal(25, table.GetOrAdd("orders", 0).MinOffset);

        table.DeleteExpired(1_000_000);
        Assert.Equal([SegmentPath("orders", 0, 3)], _files.Paths);
        table.Dispose();

        using ConsumeQueueTable reloaded = Reload(_files);
        reloaded.CorrectMinOffsets(1_000_000);
        ConsumeQueue queue = reloaded.GetOrAdd("orders", 0);
        Assert.Equal((35, 35), (queue.MinOffset, queue.MaxOffset));
    }

    [Fact]
    public void TruncateAfter_PowerLossWhileSegmentsAreDeleted_LeavesNoGap()
    {
        bool hasFailed = true;
        for (int call = 1; hasFailed; call++)
        {
            var files = new MemoryFiles(new ManualTime());
            using (ConsumeQueueTable filled = NewTable(files))
            {
                Fill(filled, "orders", 0, 0, 35);
                filled.Flush(thorough: true);
            }

            files.FailFrom = files.Calls + call;
            hasFailed = !TryTruncate(files, Unit(3).LogOffset);
            for (int seed = 0; seed < 16; seed++)
            {
                using ConsumeQueueTable table = Reload(files.LosePower(new Random(seed)), afterCrash: true);
                List<QueueUnit> found = ReadAll(table.GetOrAdd("orders", 0));
                Assert.InRange(found.Count, 3, 35);
                Assert.Equal(Enumerable.Range(0, found.Count).Select(Unit), found);
            }
        }
    }

    private static bool TryTruncate(MemoryFiles files, long logOffset)
    {
        using ConsumeQueueTable table = Reload(files);
        try
        {
            table.TruncateAfter(logOffset);
            table.Flush(thorough: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Write(int from, int to)
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, from, to);
        table.Flush(thorough: true);
    }
}
