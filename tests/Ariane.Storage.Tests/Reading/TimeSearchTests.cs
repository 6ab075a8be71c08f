using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Reading;
using Ariane.Storage.Tests.Dispatching;
using FsCheck;
using FsCheck.Fluent;

namespace Ariane.Storage.Tests.Reading;

public sealed class TimeSearchTests
{
    [Theory]
    [InlineData(2, false, 4)]
    [InlineData(2, true, 3)]
    [InlineData(1, false, 1)]
    [InlineData(1, true, 3)]
    [InlineData(3, false, 4)]
    [InlineData(3, true, 5)]
    [InlineData(0, false, 1)]
    [InlineData(0, true, 1)]
    [InlineData(4, false, 6)]
    [InlineData(4, true, 5)]
    public async Task FindOffsetByTime_TimesOneOneOneThreeThree_MatchesUpstream(int time, bool upper, long expected)
    {
        await using var store = new LogFixture();
        long[] starts = Produce(store, [0, 1, 1, 1, 3, 3]);
        store.Queues.CorrectMinOffsets(starts[1]);
        var search = new TimeSearch(store.Log, store.Queues);
        Assert.Equal(expected, search.FindOffsetByTime("a", 0, store.Start + time, upper));
    }

    [Fact]
    public async Task FindOffsetByTime_UnknownOrEmptyQueue_IsZeroOrItsOnlyOffset()
    {
        await using var store = new LogFixture();
        var search = new TimeSearch(store.Log, store.Queues);
        Assert.Equal(0, search.FindOffsetByTime("a", 0, 5, upper: false));
        Produce(store, [0, 1]);
        store.Queues.CorrectMinOffsets(long.MaxValue);
        Assert.Equal(2, search.FindOffsetByTime("a", 0, 5, upper: false));
        Assert.Equal(2, search.FindOffsetByTime("a", 0, long.MaxValue, upper: true));
    }

    [Fact]
    public void FindOffsetByTime_AnyTimes_AgreesWithALinearScan()
    {
        Gen<(int[] Gaps, int Min, int Time)> inputs =
            from gaps in Gen.Choose(0, 3).ArrayOf()
            from min in Gen.Choose(0, Math.Max(0, gaps.Length - 1))
            from time in Gen.Choose(-2, (gaps.Sum() + 2))
            select (gaps, min, time);
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(inputs.ToArbitrary(), static input => Agrees(input.Gaps, input.Min, input.Time)));
    }

    private static bool Agrees(int[] gaps, int min, int time)
    {
        // Synchronous because FsCheck is; nothing in the fixture waits.
        var store = new LogFixture();
        int elapsed = 0;
        int[] times = [.. gaps.Select(gap => elapsed += gap)];
        long[] starts = Produce(store, times);
        if (min > 0) store.Queues.CorrectMinOffsets(starts[min]);

        var search = new TimeSearch(store.Log, store.Queues);
        IEnumerable<int> offsets = Enumerable.Range(0, times.Length).Skip(min);
        int lower = offsets.FirstOrDefault(i => times[i] >= time, times.Length);
        int upper = offsets.LastOrDefault(i => times[i] <= time, min);
        return search.FindOffsetByTime("a", 0, store.Start + time, upper: false) == lower
            && search.FindOffsetByTime("a", 0, store.Start + time, upper: true) == upper;
    }

    /// <summary>Stores one message at each time; returns where they begin in the log.</summary>
    private static long[] Produce(LogFixture store, int[] times)
    {
        long[] starts = new long[times.Length];
        for (int i = 0; i < times.Length; i++)
        {
            store.Time.Advance(
                DateTimeOffset.FromUnixTimeMilliseconds(store.Start + times[i]) - store.Time.GetUtcNow());
            starts[i] = store.Append("a").LogOffset;
        }

        store.Dispatcher.Dispatch();
        return starts;
    }
}
