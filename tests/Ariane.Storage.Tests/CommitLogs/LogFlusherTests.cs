using System.Collections.Concurrent;
using Ariane.Storage.CommitLogs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.CommitLogs;

public sealed class LogFlusherTests : IAsyncDisposable
{
    private readonly LogFixture _fixture = new(syncFlush: true);
    private readonly SemaphoreSlim _flushStarted = new(0);
    private readonly SemaphoreSlim _flushMayEnd = new(0);
    private readonly ConcurrentQueue<string> _events = new();
    private readonly LogFlusher _flusher;

    public LogFlusherTests() => _flusher = new LogFlusher(
        _fixture.Log, _fixture.Options, _fixture.Availability, _fixture.Time, () => _events.Enqueue("flushed"),
        NullLogger<LogFlusher>.Instance);

    public async ValueTask DisposeAsync()
    {
        _flushMayEnd.Release(1000);
        await _flusher.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task WhenDurable_AlreadyOnDisk_TellsAtOnce()
    {
        AppendResult result = _fixture.Append("a");
        _fixture.Log.Flush();

        Assert.Equal(DurabilityOutcome.Durable, await WaitAsync(result, "a"));
        Assert.Equal(["a Durable"], _events);
    }

    [Fact]
    public async Task WhenDurable_ManyDuringAFlush_ShareTheNextOneInLogOrder()
    {
        HoldFlushes();
        Task first = WaitAsync(_fixture.Append("a"), "a");
        await _flushStarted.WaitAsync(Patience.Limit);
        AppendResult b = _fixture.Append("b");
        AppendResult c = _fixture.Append("c");
        AppendResult d = _fixture.Append("d");
        Task[] rest = [WaitAsync(d, "d"), WaitAsync(b, "b"), WaitAsync(c, "c")];
        int flushes = _fixture.Files.Flushes;   // the one that runs counts when it ends

        _flushMayEnd.Release(2);
        await Task.WhenAll([first, .. rest]).WaitAsync(Patience.Limit);
        await _flusher.DisposeAsync();

        Assert.Equal(
            ["a Durable", "b Durable", "c Durable", "d Durable"], _events.Where(happened => happened != "flushed"));
        Assert.Equal("flushed", _events.Last());
        Assert.Equal(flushes + 2, _fixture.Files.Flushes);
    }

    [Fact]
    public async Task WhenDurable_DiskTakesTooLong_TimesOut()
    {
        HoldFlushes();
        Task<DurabilityOutcome> waiting = WaitAsync(_fixture.Append("a"), "a");
        await _flushStarted.WaitAsync(Patience.Limit);

        _fixture.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(waiting.IsCompleted);
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(DurabilityOutcome.TimedOut, await waiting.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task WhenDurable_FlushFails_FailsAndStopsTheStore()
    {
        _fixture.Files.FailFlushOf = "commitlog";
        AppendResult result = _fixture.Append("a");   // its segment cannot be created
        Assert.Equal(AppendStatus.DiskFull, result.Status);
        _fixture.Files.FailFlushOf = null;
        result = _fixture.Append("a");
        _fixture.Files.FailFlushOf = "commitlog";

        Assert.Equal(DurabilityOutcome.Failed, await WaitAsync(result, "a").WaitAsync(Patience.Limit));
        _fixture.Files.FailFlushOf = null;
        Assert.Equal(AppendStatus.NotAvailable, _fixture.Append("b").Status);
        Assert.Equal(DurabilityOutcome.Failed, await WaitAsync(result, "again").WaitAsync(Patience.Limit));
        Assert.Contains("flushing the log failed", _fixture.Availability.Describe(), StringComparison.Ordinal);
        Assert.Equal(0, _fixture.Log.DurableOffset);
    }

    [Fact]
    public async Task WhenDurable_AppendedButNotWritten_IsWrittenByTheFlush()
    {
        Assert.True(_fixture.TryAppend("a", out AppendResult result));

        Assert.Equal(DurabilityOutcome.Durable, await WaitAsync(result, "a").WaitAsync(Patience.Limit));
        Assert.Equal((result.EndOffset, result.EndOffset), (_fixture.Log.AppendedOffset, _fixture.Log.DurableOffset));
    }

    [Fact]
    public async Task WhenDurable_CannotBeWritten_Fails()
    {
        _fixture.Append("a");
        Assert.True(_fixture.TryAppend("b", out AppendResult lost));
        _fixture.Files.FailFrom = _fixture.Files.Calls + 1;
        Assert.Equal(DurabilityOutcome.Failed, await WaitAsync(lost, "b").WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task WhenDurable_ManyWaiters_AreAllTold()
    {
        HoldFlushes();
        AppendResult result = _fixture.Append("a");
        Task<DurabilityOutcome>[] waiting = [.. Enumerable.Range(0, 1000).Select(i => WaitAsync(result, $"{i}"))];

        _flushMayEnd.Release(2);

        Assert.All(
            await Task.WhenAll(waiting).WaitAsync(Patience.Limit),
            outcome => Assert.Equal(DurabilityOutcome.Durable, outcome));
    }

    [Fact]
    public async Task WhenDurable_WaiterThrows_OthersAreTold()
    {
        HoldFlushes();
        AppendResult a = _fixture.Append("a");
        AppendResult b = _fixture.Append("b");
        _flusher.WhenDurable(a.EndOffset, new ThrowingWaiter());
        Task<DurabilityOutcome> waiting = WaitAsync(b, "b");

        _flushMayEnd.Release(2);

        Assert.Equal(DurabilityOutcome.Durable, await waiting.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Interval_EnoughPages_AreFlushed()
    {
        while (_fixture.Log.AppendedOffset < 5 * LogFixture.SegmentBytes) _fixture.Append(new string('x', 1000));

        _fixture.Time.Advance(_fixture.Options.FlushInterval);
        await WaitForFlushAsync();

        Assert.Equal(_fixture.Log.AppendedOffset, _fixture.Log.DurableOffset);
    }

    [Fact]
    public async Task Interval_FewBytes_WaitForTheThoroughOne()
    {
        _fixture.Append("a");
        int flushes = _fixture.Files.Flushes;

        _fixture.Time.Advance(_fixture.Options.ThoroughFlushInterval);
        await WaitForFlushAsync();

        Assert.Equal(flushes + 1, _fixture.Files.Flushes);
        Assert.Equal(_fixture.Log.AppendedOffset, _fixture.Log.DurableOffset);
    }

    [Fact]
    public async Task DisposeAsync_UnflushedMessages_AreFlushedAndTold()
    {
        AppendResult result = _fixture.Append("a");
        Task<DurabilityOutcome> waiting = WaitAsync(result, "a");

        await _flusher.DisposeAsync();

        Assert.Equal(DurabilityOutcome.Durable, await waiting.WaitAsync(Patience.Limit));
        Assert.Equal(result.EndOffset, _fixture.Log.DurableOffset);
    }

    private void HoldFlushes() => _fixture.Files.Flushing = _ =>
    {
        if (Thread.CurrentThread.Name != "ariane-log-flush") return;
        _flushStarted.Release();
        _flushMayEnd.Wait(Patience.Limit);
    };

    private Task WaitForFlushAsync() => Eventually.IsTrueAsync(() => _events.Contains("flushed"));

    private Task<DurabilityOutcome> WaitAsync(AppendResult result, string name)
    {
        var waiter = new Waiter(name, _events);
        _flusher.WhenDurable(result.EndOffset, waiter);
        return waiter.Outcome;
    }

    private sealed class Waiter(string name, ConcurrentQueue<string> events) : IDurabilityWaiter
    {
        private readonly TaskCompletionSource<DurabilityOutcome> _source =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<DurabilityOutcome> Outcome => _source.Task;

        public void OnDurable(DurabilityOutcome outcome)
        {
            events.Enqueue($"{name} {outcome}");
            _source.SetResult(outcome);
        }
    }

    private sealed class ThrowingWaiter : IDurabilityWaiter
    {
        public void OnDurable(DurabilityOutcome outcome) => throw new InvalidOperationException("A waiter's fault.");
    }
}
