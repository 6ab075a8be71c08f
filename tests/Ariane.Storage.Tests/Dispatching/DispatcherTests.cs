using Ariane.Protocol.Messages;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Tests.ConsumeQueues;

namespace Ariane.Storage.Tests.Dispatching;

public sealed class DispatcherTests
{
    [Fact]
    public async Task Dispatch_SeveralMessages_MakesUnitsAndTellsOfEachInLogOrder()
    {
        await using var store = new LogFixture();
        AppendResult first = store.Append("a", 0, "TAGS\u0001TagA\u0002");
        AppendResult second = store.Append("b", 3, "KEYS\u0001k\u0002");
        AppendResult third = store.Append("a", 0);
        store.Dispatcher.Dispatch();

        Assert.Equal(third.EndOffset, store.Dispatcher.DispatchedOffset);
        Assert.Equal(
            [
                new QueueUnit(first.LogOffset, (int)(first.EndOffset - first.LogOffset), 2598919),
                new QueueUnit(third.LogOffset, (int)(third.EndOffset - third.LogOffset), 0),
            ],
            QueueFixture.ReadAll(store.Queues.GetOrAdd("a", 0)));
        Assert.Equal(
            [
                ("a", 0, 1L, 2598919L, first.StoreTimestamp, "TAGS\u0001TagA\u0002"),
                ("b", 3, 1L, 0L, second.StoreTimestamp, "KEYS\u0001k\u0002"),
                ("a", 0, 2L, 0L, third.StoreTimestamp, ""),
            ],
            store.Listener.Arrivals);
        Assert.Equal(1, store.Listener.Batches);
    }

    [Fact]
    public async Task Dispatch_SeveralSegments_StepsOverTheirBlankEnds()
    {
        await using var store = new LogFixture();
        for (int i = 0; i < 10; i++) store.Append("a", bodyBytes: 20_000);
        store.Dispatcher.Dispatch();
        Assert.Equal(store.Log.AppendedOffset, store.Dispatcher.DispatchedOffset);
        Assert.Equal(10, store.Queues.GetOrAdd("a", 0).MaxOffset);
    }

    [Theory]
    [InlineData(MessageSysFlag.Prepared, 0)]
    [InlineData(MessageSysFlag.Rollback, 0)]
    [InlineData(MessageSysFlag.Commit, 1)]
    [InlineData(MessageSysFlag.Compressed, 1)]
    public async Task Dispatch_TransactionTypes_OnlyPlainAndCommittedMessagesAreInAQueue(MessageSysFlag flag, int units)
    {
        await using var store = new LogFixture();
        store.Append("a", sysFlag: flag);
        store.Dispatcher.Dispatch();
        Assert.Equal(units, store.Queues.GetOrAdd("a", 0).MaxOffset);
        Assert.Equal(units, store.Listener.Arrivals.Count);
        Assert.Equal(store.Log.AppendedOffset, store.Dispatcher.DispatchedOffset);
    }

    [Theory]
    [InlineData("SCHEDULE_TOPIC_XXXX", "3", 10_000)]
    [InlineData("SCHEDULE_TOPIC_XXXX", "99", 7_200_000)]
    [InlineData("SCHEDULE_TOPIC_XXXX", "0", null)]
    [InlineData("SCHEDULE_TOPIC_XXXX", "x", null)]
    [InlineData("orders", "3", null)]
    public async Task Dispatch_DelayLevel_IsTheDeliveryTimeInTheScheduleTopicOnly(
        string topic, string level, int? delay)
    {
        await using var store = new LogFixture();
        AppendResult result = store.Append(topic, 2, $"DELAY\u0001{level}\u0002TAGS\u0001TagA\u0002");
        store.Dispatcher.Dispatch();
        long expected = delay is { } milliseconds ? result.StoreTimestamp + milliseconds : 2598919;
        Assert.Equal(expected, QueueFixture.ReadAll(store.Queues.GetOrAdd(topic, 2)).Single().TagsCode);
    }

    [Fact]
    public async Task Dispatch_SyncFlush_StopsAtWhatIsDurable()
    {
        await using var store = new LogFixture(LogFixture.SmallOptions with { SyncFlush = true });
        AppendResult first = store.Append("a");
        store.Log.Flush();
        store.Append("a");
        store.Dispatcher.Dispatch();
        Assert.Equal(first.EndOffset, store.Dispatcher.DispatchedOffset);
        store.Log.Flush();
        store.Dispatcher.Dispatch();
        Assert.Equal(2, store.Queues.GetOrAdd("a", 0).MaxOffset);
    }

    [Fact]
    public async Task Dispatch_MoreThanASlice_GoesOnInThePoolAndLosesNothing()
    {
        await using var store = new LogFixture();
        for (int i = 0; i < 5000; i++) store.Append("a", bodyBytes: 1);
        store.Dispatcher.Dispatch();
        await store.Dispatcher.StopAsync();
        Assert.Equal(5000, store.Queues.GetOrAdd("a", 0).MaxOffset);
        Assert.Equal(
            Enumerable.Range(1, 5000).Select(i => (long)i),
            store.Listener.Arrivals.Select(arrival => arrival.MaxOffset));
        Assert.True(store.Listener.Batches >= 5);
    }

    [Fact]
    public async Task Dispatch_ManyProducers_NothingIsLeftBehindWhenAllHaveReturned()
    {
        for (int round = 0; round < 20; round++)
        {
            await using var store = new LogFixture();
            await Task.WhenAll(Enumerable.Range(0, 4).Select(producer => Task.Run(() =>
            {
                for (int i = 0; i < 200; i++)
                {
                    store.Append("a", producer, bodyBytes: 1);
                    store.Dispatcher.Dispatch();
                }
            })));

            // Whoever found another thread at work may have returned before it; it ends without another call.
            await Eventually.IsTrueAsync(() => store.Dispatcher.DispatchedOffset == store.Log.AppendedOffset);
            await store.Dispatcher.StopAsync();
            for (int queue = 0; queue < 4; queue++)
            {
                Assert.Equal(200, store.Queues.GetOrAdd("a", queue).MaxOffset);
                Assert.Equal(
                    Enumerable.Range(1, 200).Select(i => (long)i),
                    from arrival in store.Listener.Arrivals where arrival.QueueId == queue select arrival.MaxOffset);
            }
        }
    }

    [Fact]
    public async Task Dispatch_ListenerThrows_GoesOn()
    {
        await using var store = new LogFixture();
        store.Listener.OnEach = static () => throw new InvalidOperationException("listener");
        store.Produce("a", 3);
        Assert.Equal(3, store.Queues.GetOrAdd("a", 0).MaxOffset);
        Assert.Null(store.Dispatcher.Fault);
    }

    [Fact]
    public async Task Dispatch_DiskFull_IsTriedAgainAfterASecond()
    {
        await using var store = new LogFixture();
        store.Files.IsFull = static path => path.Contains("/consumequeue/", StringComparison.Ordinal);
        for (int i = 0; i < 300; i++) store.Append("a", bodyBytes: 1);
        store.Dispatcher.Dispatch();
        Assert.IsType<IOException>(store.Dispatcher.Fault);
        Assert.Equal(128, store.Queues.GetOrAdd("a", 0).MaxOffset);
        Assert.True(store.Availability.IsWritable);

        store.Files.IsFull = static _ => false;
        store.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(store.Dispatcher.Fault);
        Assert.Equal(300, store.Queues.GetOrAdd("a", 0).MaxOffset);
        Assert.Equal(300, store.Listener.Arrivals.Count);
    }

    [Fact]
    public async Task Dispatch_DamagedRecord_StopsTheStoreAndSkipsNothing()
    {
        await using var store = new LogFixture();
        AppendResult first = store.Append("a");
        AppendResult second = store.Append("a");
        store.Append("a");
        store.Log.Segments.Last!.Write((int)second.LogOffset, Enumerable.Repeat((byte)0xEE, 20).ToArray());
        store.Dispatcher.Dispatch();
        store.Dispatcher.Dispatch();
        Assert.Equal(first.EndOffset, store.Dispatcher.DispatchedOffset);
        StoreException fault = Assert.IsType<StoreException>(store.Dispatcher.Fault);
        Assert.Contains($"offset {second.LogOffset}", fault.Message, StringComparison.Ordinal);
        Assert.False(store.Availability.IsWritable);
    }

    [Fact]
    public async Task Dispatch_TopicOfUpstreamsBatchKind_LeavesNoUnits()
    {
        var files = new ScratchFiles();
        files.WriteAll($"{QueueFixture.Root}/batchconsumequeue/bulk/0/{0:D20}", new byte[46]);
        await using var store = new LogFixture(files: files);
        store.Queues.Load(afterCrash: false, 0);
        store.Produce("bulk", 2);
        Assert.Equal(0, store.Queues.GetOrAdd("bulk", 0).MaxOffset);
        Assert.Equal(store.Log.AppendedOffset, store.Dispatcher.DispatchedOffset);
    }

    [Fact]
    public async Task Redispatch_WhatIsThereAlready_ChangesNothing()
    {
        await using var store = new LogFixture();
        store.Produce("a", 50);
        List<QueueUnit> before = QueueFixture.ReadAll(store.Queues.GetOrAdd("a", 0));
        Assert.Equal(store.Log.AppendedOffset, store.Dispatcher.Redispatch(0, store.Log.AppendedOffset));
        Assert.Equal(before, QueueFixture.ReadAll(store.Queues.GetOrAdd("a", 0)));
        Assert.Equal(50, store.Listener.Arrivals.Count);
    }

    [Fact]
    public async Task Redispatch_QueueLacksUnits_AllQueuesAreMadeAnew()
    {
        await using var store = new LogFixture();
        store.Produce("a", 10);
        store.Produce("b", 5);
        AppendResult last = store.Append("a");
        Assert.True(store.Queues.GetOrAdd("a", 0).TryReadUnit(4, out QueueUnit unit));
        store.Queues.TruncateAfter(unit.LogOffset);
        store.Dispatcher.Redispatch(last.LogOffset, last.EndOffset);
        Assert.Equal(11, QueueFixture.ReadAll(store.Queues.GetOrAdd("a", 0)).Count);
        Assert.Equal(5, QueueFixture.ReadAll(store.Queues.GetOrAdd("b", 0)).Count);
    }

    [Fact]
    public async Task Redispatch_QueueIsGone_AllQueuesAreMadeAnew()
    {
        await using var store = new LogFixture();
        store.Produce("a", 10);
        AppendResult last = store.Append("a");
        store.Queues.DeleteTopic("a");
        store.Dispatcher.Redispatch(last.LogOffset, last.EndOffset);
        Assert.Equal(11, QueueFixture.ReadAll(store.Queues.GetOrAdd("a", 0)).Count);
    }

    [Fact]
    public async Task Redispatch_LogBeginsInTheMiddleOfAQueue_TheQueueDoesToo()
    {
        await using var store = new LogFixture();
        store.Produce("a", 10, bodyBytes: 20_000);
        store.Log.Segments.RemoveFirst()!.Return();
        store.Queues.DeleteAll();
        store.Dispatcher.Redispatch(store.Log.MinOffset, store.Log.AppendedOffset);
        Assert.Equal((3, 10), (store.Queues.GetOrAdd("a", 0).MinOffset, store.Queues.GetOrAdd("a", 0).MaxOffset));
    }

    [Fact]
    public async Task StopAsync_Twice_EndsBothTimes()
    {
        await using var store = new LogFixture();
        store.Produce("a", 2);
        await store.Dispatcher.StopAsync();
        await store.Dispatcher.StopAsync();
        store.Append("a");
        store.Dispatcher.Dispatch();
        Assert.Equal(2, store.Queues.GetOrAdd("a", 0).MaxOffset);
    }
}
