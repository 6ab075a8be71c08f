using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;
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
    public void Append_WhileTheFileOfAnotherQueueIsCreated_DoesNotWait()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 1);
        bool isDispatched = false;
        _files.Creating = _ =>
        {
            _files.Creating = static _ => { };
            var dispatching = new Thread(() => Fill(table, "others", 0, 0, 3));
            dispatching.Start();
            isDispatched = dispatching.Join(Patience.Limit);
        };

        table.Flush(thorough: false);

        Assert.True(isDispatched);
        Assert.Equal(3, ReadAll(table.GetOrAdd("others", 0)).Count);
    }

    [Fact]
    public void DeleteTopic_WhileItsFileIsCreated_LeavesNone()
    {
        using ConsumeQueueTable table = NewTable(_files);
        Fill(table, "orders", 0, 0, 1);
        var deleting = new Thread(() => table.DeleteTopic("orders"));
        _files.Creating = _ =>
        {
            _files.Creating = static _ => { };
            deleting.Start();
            SpinWait.SpinUntil(
                () => !deleting.IsAlive || deleting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Patience.Limit);
        };

        table.Flush(thorough: false);
        deleting.Join();

        Assert.Empty(_files.Paths);
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

    [Fact]
    public void Append_QueueThatIsWrittenToOften_GetsAFileThatStaysOpen()
    {
        using ConsumeQueueTable table = NewTable(_files, unitsPerSegment: 1000, openFiles: 2);
        for (int queue = 0; queue < 10; queue++) Fill(table, "orders", queue, 0, 1);
        table.Flush(thorough: false);
        int n = 1;
        for (; n < 20; n++) FillAndWrite(0, n);

        int opened = _files.OpenedInAll;
        for (; n < 40; n++) FillAndWrite(0, n);
        Assert.Equal(opened, _files.OpenedInAll);
        Assert.Equal(40, ReadAll(table.GetOrAdd("orders", 0)).Count);

        void FillAndWrite(int queue, int number)
        {
            Fill(table, "orders", queue, number, number + 1);
            table.Flush(thorough: false);
        }
    }

    [Fact]
    public void Append_MoreQueuesThanOpenFiles_HardlyAllocates()
    {
        const int Queues = 64;
        string root = Directory.CreateTempSubdirectory("ariane-queues-").FullName;
        try
        {
            var options = new StoreOptions { RootDirectory = root };
            using var table = new ConsumeQueueTable(
                options, new PhysicalFiles(), NullLogger<ConsumeQueueTable>.Instance, openFiles: 4,
                tailBudgetBytes: 1 << 20);
            int n = 0;
            for (; n < 100; n++) FillAll(n, n + 1);

            long before = GC.GetAllocatedBytesForCurrentThread();
            for (; n < 200; n++) FillAll(n, n + 1);
            long perWrite = (GC.GetAllocatedBytesForCurrentThread() - before) / (100 * Queues);
            Assert.InRange(perWrite, 0, 100); // One file in sixteen is opened to stay.
            Assert.All(table.All, queue => Assert.Equal(200, ReadAll(queue).Count));

            void FillAll(int from, int to)
            {
                for (int queue = 0; queue < Queues; queue++) Fill(table, "orders", queue, from, to);
                table.Flush(thorough: false);
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void Read_ManyQueues_KeepsFewFilesOpen()
    {
        using ConsumeQueueTable table = NewTable(_files, openFiles: 8);
        for (int queue = 0; queue < 100; queue++) Fill(table, "orders", queue, 0, 12);
        table.Flush(thorough: true);
        for (int round = 0; round < 3; round++)
        {
            for (int queue = 0; queue < 100; queue++)
            {
                Assert.Equal(Enumerable.Range(0, 12).Select(Unit), ReadAll(table.GetOrAdd("orders", queue)));
                Assert.InRange(_files.OpenCount, 0, 8);
            }
        }
    }

    [Fact]
    public async Task Read_WhileFilesArePushedOut_NeverMeetsAClosedFile()
    {
        using ConsumeQueueTable table = NewTable(_files, openFiles: 2);
        for (int queue = 0; queue < 8; queue++) Fill(table, "orders", queue, 0, 12);
        table.Flush(thorough: true);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
            {
                Assert.Equal(12, ReadAll(table.GetOrAdd("orders", (worker + i) % 8)).Count);
            }
        })));
        Assert.InRange(_files.OpenCount, 0, 2);
    }

    [Fact]
    public void Load_TwentyThousandQueues_OpensEachFileOnceAndKeepsFewOpen()
    {
        const int Topics = 200;
        const int QueuesPerTopic = 100;
        using (ConsumeQueueTable table = NewTable(_files))
        {
            for (int i = 0; i < Topics * QueuesPerTopic; i++)
            {
                table.Append(table.GetOrAdd("t" + (i % Topics), i / Topics), 0, Unit(i), i);
            }

            Assert.Equal(0, _files.OpenedInAll);
            table.Flush(thorough: true);
        }

        Assert.Equal(0, _files.OpenCount);
        int opened = _files.OpenedInAll;
        using ConsumeQueueTable loaded = Reload(_files);

        // Once each; a thread that sleeps between two reads may find its file pushed out by the other one.
        Assert.InRange(_files.OpenedInAll - opened, Topics * QueuesPerTopic, Topics * QueuesPerTopic * 1.01);
        Assert.InRange(_files.OpenCount, 1, 512);
        Assert.Equal(Topics * QueuesPerTopic, loaded.All.Count(queue => queue.MaxOffset == 1));

        opened = _files.OpenedInAll;
        loaded.CorrectMinOffsets(Unit(0).LogOffset);
        Assert.Equal(opened, _files.OpenedInAll);
    }

    [Fact]
    public void CloseFiles_AfterALoad_LeavesNoneOpenAndAllReadable()
    {
        using (ConsumeQueueTable table = NewTable(_files))
        {
            Fill(table, "orders", 0, 0, 25);
            table.Flush(thorough: true);
        }

        using ConsumeQueueTable loaded = Reload(_files, afterCrash: true);
        Assert.NotEqual(0, loaded.OpenFileCount);

        loaded.CloseFiles();

        Assert.Equal(0, loaded.OpenFileCount);
        Assert.Equal(0, _files.OpenCount);
        Assert.Equal(Enumerable.Range(0, 25).Select(Unit), ReadAll(loaded.GetOrAdd("orders", 0)));
    }

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
