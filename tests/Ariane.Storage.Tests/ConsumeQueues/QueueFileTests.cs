using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

public sealed class QueueFileTests
{
    private readonly ScratchFiles _files = new();

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
}
