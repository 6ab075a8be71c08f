using Ariane.Storage.ConsumeQueues;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

public sealed class QueueLoaderTests
{
    private readonly ScratchFiles _files = new();

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(30)]
    [InlineData(47)]
    public void Load_AnyLength_FindsBothEnds(int count)
    {
        Write(count);
        foreach (bool afterCrash in (bool[])[false, true])
        {
            using ConsumeQueueTable table = Reload(_files.Copy(), afterCrash);
            Assert.Equal(Enumerable.Range(0, count).Select(Unit), ReadAll(table.GetOrAdd("orders", 0)));
            Assert.Equal(Unit(count - 1).EndOffset, table.MaxLogOffset);
        }
    }

    [Theory]
    [InlineData(203)]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(1000)]
    [InlineData(4999)]
    [InlineData(5000)]
    public void Load_LargeSegment_FindsTheEndWithFewReads(int count)
    {
        using (ConsumeQueueTable table = NewTable(_files, unitsPerSegment: 5000))
        {
            Fill(table, "orders", 0, 0, count);
            table.Flush(thorough: true);
        }

        int opened = _files.OpenedInAll;
        using ConsumeQueueTable reloaded = Reload(_files, unitsPerSegment: 5000);
        Assert.Equal(count, reloaded.GetOrAdd("orders", 0).MaxOffset);
        Assert.Equal(1, _files.OpenedInAll - opened);
    }

    [Fact]
    public void Load_AfterCrashWithAHole_EndsAtTheHoleAndClearsWhatIsBehind()
    {
        Write(47);
        byte[] torn = _files.ReadAll(SegmentPath("orders", 0, 3));
        torn.AsSpan(4 * QueueUnit.EncodedBytes, QueueUnit.EncodedBytes).Clear();
        _files.WriteAll(SegmentPath("orders", 0, 3), torn);

        using ConsumeQueueTable table = Reload(_files, afterCrash: true);
        Assert.Equal(34, table.GetOrAdd("orders", 0).MaxOffset);
        Assert.DoesNotContain(SegmentPath("orders", 0, 4), _files.Paths);
        byte[] cleared = _files.ReadAll(SegmentPath("orders", 0, 3))[(4 * QueueUnit.EncodedBytes)..];
        Assert.DoesNotContain(cleared, value => value != 0);
    }

    [Fact]
    public void Load_AfterCrashWithAUnitThatOverlapsTheOneBefore_EndsBeforeIt()
    {
        Write(7);
        byte[] torn = _files.ReadAll(SegmentPath("orders", 0, 0));
        new QueueUnit(Unit(3).LogOffset + 1, 100, 0).WriteTo(torn.AsSpan(4 * QueueUnit.EncodedBytes));
        _files.WriteAll(SegmentPath("orders", 0, 0), torn);
        using ConsumeQueueTable table = Reload(_files, afterCrash: true);
        Assert.Equal(4, table.GetOrAdd("orders", 0).MaxOffset);
    }

    [Fact]
    public void Load_EmptySegmentBehindTheLast_IsNotTheEnd()
    {
        Write(20);
        _files.WriteAll(SegmentPath("orders", 0, 2), new byte[UnitsPerSegment * QueueUnit.EncodedBytes]);
        using ConsumeQueueTable table = Reload(_files);
        Assert.Equal(20, table.GetOrAdd("orders", 0).MaxOffset);
        Fill(table, "orders", 0, 20, 22);
        Assert.Equal(22, ReadAll(table.GetOrAdd("orders", 0)).Count);
    }

    [Fact]
    public void Load_EmptyFirstSegmentInTheMiddle_KeepsTheOffsetCounter()
    {
        _files.WriteAll(SegmentPath("orders", 0, 3), new byte[UnitsPerSegment * QueueUnit.EncodedBytes]);
        using ConsumeQueueTable table = Reload(_files);
        Assert.Equal((30, 30), (table.GetOrAdd("orders", 0).MinOffset, table.GetOrAdd("orders", 0).MaxOffset));
    }

    [Fact]
    public void Append_ToAQueueWithNothingButBlanks_IsAGap()
    {
        byte[] blanks = new byte[UnitsPerSegment * QueueUnit.EncodedBytes];
        for (int i = 0; i < 3; i++) QueueUnit.PreBlank.WriteTo(blanks.AsSpan(i * QueueUnit.EncodedBytes));
        _files.WriteAll(SegmentPath("orders", 0, 3), blanks);
        using ConsumeQueueTable table = Reload(_files, afterCrash: true);
        Assert.Throws<QueueGapException>(() => Fill(table, "orders", 0, 37, 41));
    }

    [Fact]
    public void Load_WrongSegmentSize_NamesFileAndSetting()
    {
        Write(12);
        StoreException exception = Assert.Throws<StoreException>(() => Reload(_files, unitsPerSegment: 11));
        Assert.Contains(SegmentPath("orders", 0, 0), exception.Message, StringComparison.Ordinal);
        Assert.Contains("mappedFileSizeConsumeQueue", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ForeignEntriesAndEmptyFiles_AreSkipped()
    {
        Write(5);
        _files.WriteAll($"{Root}/consumequeue/orders/0/readme", [1]);
        _files.WriteAll(SegmentPath("orders", 0, 1), []);
        _files.WriteAll($"{Root}/consumequeue/orders/backup/{0:D20}", new byte[200]);
        using ConsumeQueueTable table = Reload(_files);
        Assert.Equal(5, table.GetOrAdd("orders", 0).MaxOffset);
        Assert.Single(table.All);
    }

    [Fact]
    public void Load_BatchTopic_IsKnownAndItsFilesStay()
    {
        string path = $"{Root}/batchconsumequeue/bulk/0/{0:D20}";
        _files.WriteAll(path, new byte[46]);
        using ConsumeQueueTable table = Reload(_files);
        Assert.True(table.IsExcluded("bulk"));
        Assert.False(table.IsExcluded("orders"));
        Assert.Contains(path, _files.Paths);
    }

    private void Write(int count)
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, count);
        table.Flush(thorough: true);
    }
}
