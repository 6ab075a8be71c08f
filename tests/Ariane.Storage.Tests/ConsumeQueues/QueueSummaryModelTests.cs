using System.Buffers;
using Ariane.Storage.ConsumeQueues;
using FsCheck;
using FsCheck.Fluent;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

/// <summary>Queues taken from a summary against the same queues found out from their files.</summary>
public sealed class QueueSummaryModelTests
{
    [Fact]
    public void TryRestore_AnyQueues_IsWhatLoadFinds()
    {
        // Per queue: where it begins, how many messages it has, how many of them have expired.
        Gen<(int, int, int)[]> queues = (
            from first in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(0, 40)))
            from count in Gen.Choose(0, 60)
            from expired in Gen.Choose(0, 70)
            select (first, count, expired)).ArrayOf();
        Gen<(int, bool, (int, int, int)[])> cases =
            from units in Gen.Choose(1, 30)
            from reset in Gen.Elements(false, true)
            from all in queues
            select (units, reset, all);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(cases.ToArbitrary(), static one => AreEqual(one.Item1, one.Item2, one.Item3)));
    }

    private static bool AreEqual(int unitsPerSegment, bool reset, (int First, int Count, int Expired)[] queues)
    {
        var files = new ScratchFiles();
        var summary = new ArrayBufferWriter<byte>();
        int min = queues.Length == 0 ? 0 : queues.Min(static queue => queue.Expired);
        using (ConsumeQueueTable table = NewTable(files, unitsPerSegment))
        {
            for (int i = 0; i < queues.Length; i++)
            {
                Fill(table, "t" + (i % 3), i, queues[i].First, queues[i].First + queues[i].Count);
            }

            if (reset && table.TryGet("t0", 0, out ConsumeQueue? again)) table.Append(again, 0, Unit(500), 500);
            table.DeleteExpired(Unit(min).LogOffset);
            table.Flush(thorough: true);
            table.Summarize(summary);
        }

        using ConsumeQueueTable loaded = Reload(files, unitsPerSegment: unitsPerSegment);
        using ConsumeQueueTable restored = NewTable(files, unitsPerSegment);
        if (!restored.TryRestore(summary.WrittenSpan, 0)) return false;
        loaded.CorrectMinOffsets(Unit(min).LogOffset);
        restored.CorrectMinOffsets(Unit(min).LogOffset);
        return Describe(loaded).SequenceEqual(Describe(restored));
    }

    private static IEnumerable<string> Describe(ConsumeQueueTable table) =>
        table.All
            .Select(static queue => string.Join(
                ' ', queue.Topic, queue.QueueId, queue.IsLoaded, queue.FirstSegment, queue.MinOffset, queue.MaxOffset,
                queue.WrittenOffset, queue.FirstLogOffset, queue.LastLogOffset, queue.EndLogOffset,
                string.Join(',', ReadAll(queue))))
            .Order(StringComparer.Ordinal);
}
