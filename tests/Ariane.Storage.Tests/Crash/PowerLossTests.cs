using System.Collections.Concurrent;
using Ariane.Storage.Reading;
using Ariane.Crash.Files;
using FsCheck;
using FsCheck.Fluent;
using static Ariane.Storage.Tests.StoreFixture;

namespace Ariane.Storage.Tests.Crash;

/// <summary>
/// Whatever is done and whenever the power goes: what was acknowledged under sync flush is there, in order, once.
/// </summary>
public sealed class PowerLossTests
{
    private const int Queues = 3;

    private static readonly StoreOptions SyncOptions = Options with { SyncFlush = true };

    [Fact]
    public void OpenAsync_AfterPowerLoss_HasWhatWasAcknowledged()
    {
        Gen<Step[]> steps = Gen.Frequency(
            (12,
                from queue in Gen.Choose(0, Queues - 1)
                from bytes in Gen.Choose(10, 3000)
                select new Step(Action.Append, queue, bytes)),
            (3, Gen.Constant(new Step(Action.Await, 0, 0))),
            (1, Gen.Constant(new Step(Action.Advance, 0, 1))),
            (1, Gen.Constant(new Step(Action.Advance, 0, 61)))).ArrayOf(60);
        Gen<Scenario> scenarios =
            from first in steps
            from second in steps
            from seed in Gen.Choose(0, int.MaxValue)
            select new Scenario(first, second, seed);

        Config config = Config.QuickThrowOnFailure.WithMaxTest(40).WithReplay(20260304, 1);
        Check.One(config, Prop.ForAll(scenarios.ToArbitrary(), RunAsync));
    }

    private static async Task RunAsync(Scenario scenario)
    {
        var time = new ManualTime();
        var random = new Random(scenario.Seed);
        var history = new History();
        MemoryFiles files = new(time);
        foreach (Step[] steps in (Step[][])[scenario.First, scenario.Second])
        {
            MessageStore store = await OpenAsync(files, time, SyncOptions);
            await history.PlayAsync(store, steps, time);
            Dictionary<string, AppendResult> acknowledged = history.TakeAcknowledged();
            MemoryFiles found = files.LosePower(random);
            await store.DisposeAsync();
            history.Forget(acknowledged);   // what the lost store acknowledged while it closed never happened

            await using (MessageStore reopened = await OpenAsync(found, time, SyncOptions))
                history.Verify(reopened, acknowledged);
            files = found;
        }
    }

    private enum Action
    {
        Append,
        Await,
        Advance,
    }

    private sealed record Step(Action Action, int Queue, int Amount);

    private sealed record Scenario(Step[] First, Step[] Second, int Seed);

    /// <summary>The model: what was appended to each queue in order, and what of it was acknowledged.</summary>
    private sealed class History
    {
        private readonly List<string>[] _appended = [.. Enumerable.Range(0, Queues).Select(_ => new List<string>())];
        private readonly ConcurrentDictionary<string, AppendResult> _acknowledged = new();
        private int _count;

        public async Task PlayAsync(MessageStore store, Step[] steps, ManualTime time)
        {
            long end = 0;
            foreach (Step step in steps)
            {
                switch (step.Action)
                {
                    case Action.Append:
                        string id = $"m{_count++}";
                        AppendResult result = Append(store, "T", step.Queue, id, step.Amount);
                        Assert.Equal(AppendStatus.Appended, result.Status);
                        Assert.Equal(_appended[step.Queue].Count, result.QueueOffset);
                        _appended[step.Queue].Add(id);
                        store.WhenDurable(result.EndOffset, new Acknowledgement(_acknowledged, id, result));
                        end = result.EndOffset;
                        break;
                    case Action.Await when end > 0:
                        Assert.Equal(DurabilityOutcome.Durable, await WhenDurableAsync(store, end));
                        break;
                    case Action.Advance:
                        time.Advance(TimeSpan.FromSeconds(step.Amount));
                        break;
                }
            }
        }

        public Dictionary<string, AppendResult> TakeAcknowledged() => new(_acknowledged);

        public void Forget(Dictionary<string, AppendResult> allBut)
        {
            foreach (string id in _acknowledged.Keys.Where(id => !allBut.ContainsKey(id)))
                _acknowledged.TryRemove(id, out _);
        }

        public void Verify(MessageStore store, Dictionary<string, AppendResult> acknowledged)
        {
            var found = new HashSet<string>();
            for (int queue = 0; queue < Queues; queue++)
            {
                List<string> ids = ReadIds(store, "T", queue);
                Assert.Equal(_appended[queue].Take(ids.Count), ids);
                Assert.Equal(ids.Count, store.GetMaxOffset("T", queue, committed: false));
                found.UnionWith(ids);

                // The next run continues with what is left: the rest was never acknowledged, so it may be gone.
                _appended[queue].RemoveRange(ids.Count, _appended[queue].Count - ids.Count);
            }

            var result = new ReadResult();
            foreach ((string id, AppendResult place) in acknowledged)
            {
                Assert.Contains(id, found);
                Assert.Equal([id], FindByKey(store, "T", $"u{id}"));
                Assert.True(store.TryReadRecord(place.LogOffset, result));
                Assert.Equal(id, IdOf(result.GetRecord(0)));
                result.Release();
            }
        }
    }

    private sealed class Acknowledgement(
        ConcurrentDictionary<string, AppendResult> acknowledged, string id, AppendResult result)
        : IDurabilityWaiter
    {
        public void OnDurable(DurabilityOutcome outcome)
        {
            if (outcome == DurabilityOutcome.Durable) acknowledged[id] = result;
        }
    }
}
