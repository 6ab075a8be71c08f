using Ariane.Storage.ConsumeQueues;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

public sealed class ConsumeQueueTableTests
{
    private readonly ScratchFiles _files = new();

    [Fact]
    public void TryGet_UnknownQueue_FindsNothingAndCreatesNothing()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Assert.False(table.TryGet("orders", 0, out _));
        Assert.Equal(0, table.GetOrAdd("orders", 3).MaxOffset);
        table.Flush(thorough: true);
        Assert.Empty(_files.Paths);
    }

    [Fact]
    public void GetOrAdd_TopicInUtf8_IsTheSameQueue()
    {
        using ConsumeQueueTable table = NewTable(_files);
        ConsumeQueue queue = table.GetOrAdd("Größe", 5000);
        Assert.Same(queue, table.GetOrAdd("Größe"u8, 5000));
        Assert.Same(table.GetOrAdd("new"u8, 1), table.GetOrAdd("new", 1));
    }

    [Fact]
    public void Append_BeforeAnyFlush_CanBeReadAndIsInNoFile()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 5);
        ConsumeQueue queue = table.GetOrAdd("orders", 0);
        Assert.Equal(Enumerable.Range(0, 5).Select(Unit), ReadAll(queue));
        Assert.Empty(_files.Paths);
    }

    [Fact]
    public void ReadUnits_AcrossFilesAndTail_YieldsAllInOrder()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 23);
        table.Flush(thorough: false);
        Fill(table, "orders", 0, 23, 36);
        for (int atOnce = 1; atOnce < 40; atOnce++)
        {
            Assert.Equal(Enumerable.Range(0, 36).Select(Unit), ReadAll(table.GetOrAdd("orders", 0), atOnce));
        }
    }

    [Fact]
    public void Flush_ThreeSegments_WritesUpstreamsFiles()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 4, 0, 21);
        table.Flush(thorough: false);
        Assert.Equal(Enumerable.Range(0, 3).Select(segment => SegmentPath("orders", 4, segment)), _files.Paths);
        Assert.All(_files.Paths, path => Assert.Equal(10 * QueueUnit.EncodedBytes, _files.ReadAll(path).Length));
        byte[] expected = new byte[QueueUnit.EncodedBytes];
        Unit(20).WriteTo(expected);
        Assert.Equal(expected, _files.ReadAll(SegmentPath("orders", 4, 2))[..QueueUnit.EncodedBytes]);
    }

    [Fact]
    public void Append_TailOfOneQueueFull_IsWrittenWithoutFlush()
    {
        using ConsumeQueueTable table = NewTable(_files, unitsPerSegment: 1000);
        Fill(table, "orders", 0, 0, 129);
        Assert.Single(_files.Paths);
        Assert.Equal(Enumerable.Range(0, 129).Select(Unit), ReadAll(table.GetOrAdd("orders", 0)));
    }

    [Fact]
    public void Append_TailsBeyondBudget_WritesTheOldestQueuesFirst()
    {
        using ConsumeQueueTable table = NewTable(_files, tailBudget: 10 * 160);
        for (int queue = 0; queue < 20; queue++) Fill(table, "orders", queue, 0, 1);
        Assert.Contains(SegmentPath("orders", 0, 0), _files.Paths);
        Assert.DoesNotContain(SegmentPath("orders", 19, 0), _files.Paths);
        Assert.InRange(table.TailBytes, 1, 11 * 160);
        for (int queue = 0; queue < 20; queue++) Assert.Equal([Unit(0)], ReadAll(table.GetOrAdd("orders", queue)));
    }

    [Fact]
    public void Append_RecordsAlreadyIndexed_AreIgnored()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 15);
        table.Flush(thorough: false);
        Fill(table, "orders", 0, 5, 17);
        Assert.Equal(Enumerable.Range(0, 17).Select(Unit), ReadAll(table.GetOrAdd("orders", 0)));
    }

    [Fact]
    public void Append_BehindAGap_IsRefusedAndChangesNothing()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 3);
        ConsumeQueue queue = table.GetOrAdd("orders", 0);
        QueueGapException exception = Assert.Throws<QueueGapException>(() => table.Append(queue, 4, Unit(4), 4));
        Assert.Contains("orders-0 ends at 3", exception.Message, StringComparison.Ordinal);
        Assert.Equal(3, queue.MaxOffset);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(25)]
    public void Append_FirstMessageInTheMiddle_FillsTheSegmentBeforeItWithBlanks(int first)
    {
        using (ConsumeQueueTable table = NewTable(_files))
        {
            Fill(table, "orders", 0, first, first + 12);
            table.Flush(thorough: false);
            Check(table);
        }

        byte[] file = _files.ReadAll(SegmentPath("orders", 0, first / UnitsPerSegment));
        for (int i = 0; i < first % UnitsPerSegment; i++)
        {
            Assert.Equal(QueueUnit.PreBlank, QueueUnit.Read(file.AsSpan(i * QueueUnit.EncodedBytes)));
        }

        using ConsumeQueueTable reloaded = Reload(_files);
        Check(reloaded);

        void Check(ConsumeQueueTable table)
        {
            ConsumeQueue queue = table.GetOrAdd("orders", 0);
            Assert.Equal((first, first + 12), (queue.MinOffset, queue.MaxOffset));
            Assert.Equal(Enumerable.Range(first, 12).Select(Unit), ReadAll(queue));
        }
    }

    [Fact]
    public void Append_OffsetsBeginAtZeroAgain_TheQueueBeginsAnew()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 25);
        table.Flush(thorough: false);
        ConsumeQueue queue = table.GetOrAdd("orders", 0);
        _ = ReadAll(queue);
        table.Append(queue, 0, Unit(100), 100);
        table.Append(queue, 1, Unit(101), 101);
        table.Flush(thorough: true);
        Assert.Equal([Unit(100), Unit(101)], ReadAll(queue));
        Assert.Equal([SegmentPath("orders", 0, 0)], _files.Paths);
    }

    [Fact]
    public void MaxLogOffset_SeveralQueues_IsTheEndOfTheNewestRecord()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Assert.Equal(-1, table.MaxLogOffset);
        Fill(table, "a", 0, 0, 3);
        Fill(table, "b", 1, 0, 8);
        Assert.Equal(Unit(7).EndOffset, table.MaxLogOffset);
    }

    [Fact]
    public void DeleteTopic_WithFilesAndTail_RemovesBothAndMarksTheQueue()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 12);
        Fill(table, "other", 0, 0, 2);
        table.Flush(thorough: false);
        Fill(table, "orders", 0, 12, 14);
        ConsumeQueue old = table.GetOrAdd("orders", 0);
        table.DeleteTopic("orders");
        Assert.True(old.IsDeleted);
        Assert.Equal(0, old.ReadUnits(0, new QueueUnit[3]));
        Assert.Equal([SegmentPath("other", 0, 0)], _files.Paths);
        Assert.DoesNotContain(_files.List($"{Root}/consumequeue"), entry => entry.Name == "orders");

        Fill(table, "orders", 0, 0, 2);
        table.Append(old, 14, Unit(14), 14);
        table.Flush(thorough: true);
        Assert.NotSame(old, table.GetOrAdd("orders", 0));
        Assert.Equal([Unit(0), Unit(1)], ReadAll(table.GetOrAdd("orders", 0)));
    }

    [Fact]
    public void InitializeNextOffsets_LoadedQueues_ContinueAtTheirEnd()
    {
        using (ConsumeQueueTable table = NewTable(_files))
        {
            Fill(table, "orders", 0, 0, 12);
            table.Flush(thorough: true);
        }

        using ConsumeQueueTable reloaded = Reload(_files);
        reloaded.InitializeNextOffsets();
        Assert.Equal(12, reloaded.GetOrAdd("orders", 0).NextOffset);
    }
}
