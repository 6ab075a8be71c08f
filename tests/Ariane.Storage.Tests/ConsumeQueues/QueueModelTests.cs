using Ariane.Storage.ConsumeQueues;
using FsCheck;
using FsCheck.Fluent;
using static Ariane.Storage.Tests.ConsumeQueues.QueueFixture;

namespace Ariane.Storage.Tests.ConsumeQueues;

/// <summary>Random operations on a queue against a list that stands for it.</summary>
public sealed class QueueModelTests
{
    private enum Operation
    {
        Append,
        Write,
        Sync,
        Restart,
        Crash,
        Truncate,
        CorrectMin,
        DeleteExpired,
    }

    [Fact]
    public void Queue_AnyOperations_AgreesWithAList()
    {
        Gen<(Operation, int)[]> operations = (
            from operation in Gen.Frequency(
                (6, Gen.Constant(Operation.Append)),
                (1, Gen.Elements(Enum.GetValues<Operation>())))
            from argument in Gen.Choose(0, 60)
            select (operation, argument)).ArrayOf();
        Gen<(int, int, int, (Operation, int)[])> cases =
            from units in Gen.Choose(1, 30)
            from openFiles in Gen.Choose(1, 4)
            from first in Gen.Choose(0, 50)
            from steps in operations
            select (units, openFiles, first, steps);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(cases.ToArbitrary(), static one => Run(one.Item1, one.Item2, one.Item3, one.Item4)));
    }

    private static bool Run(int unitsPerSegment, int openFiles, int first, (Operation Operation, int Argument)[] steps)
    {
        var files = new ScratchFiles();
        ConsumeQueueTable table = NewTable(files, unitsPerSegment, openFiles);
        int min = first;
        int max = first;
        int synced = first;
        foreach ((Operation operation, int argument) in steps)
        {
            switch (operation)
            {
                case Operation.Append:
                    Fill(table, "q", 0, max, max + argument);
                    max += argument;
                    break;
                case Operation.Write:
                    table.Flush(thorough: false);
                    break;
                case Operation.Sync:
                    table.Flush(thorough: true);
                    synced = max;
                    break;
                case Operation.Restart:
                    table.Flush(thorough: true);
                    synced = max;
                    table.Dispose();
                    (table, max) = Reopen(afterCrash: false);
                    break;
                case Operation.Crash:
                    // What was in tails is lost; recovery brings it back from the log.
                    files = files.Copy();
                    int before = max;
                    (table, max) = Reopen(afterCrash: true);
                    if (max < Math.Min(synced, before)) return false;
                    Fill(table, "q", 0, Math.Max(min, max - argument), before);
                    max = before;
                    break;
                case Operation.Truncate when max > min:
                    max = Math.Max(min + 1, max - argument);
                    table.TruncateAfter(Unit(max).LogOffset);
                    synced = Math.Min(synced, max);
                    break;
                case Operation.CorrectMin when max > min:
                    table.Flush(thorough: false);
                    min = Math.Min(max, min + argument);
                    table.CorrectMinOffsets(Unit(min).LogOffset);
                    break;
                case Operation.DeleteExpired when synced > min:
                    min = Math.Min(synced, min + argument);
                    table.DeleteExpired(Unit(min).LogOffset);
                    break;
            }

            ConsumeQueue queue = table.GetOrAdd("q", 0);
            if (max == first) continue;
            if (queue.MinOffset != min || queue.MaxOffset != max) return false;
            if (!ReadAll(queue).SequenceEqual(Enumerable.Range(min, max - min).Select(Unit))) return false;
        }

        table.Dispose();
        return files.OpenCount == 0;

        (ConsumeQueueTable Table, int Max) Reopen(bool afterCrash)
        {
            ConsumeQueueTable reopened = NewTable(files, unitsPerSegment, openFiles);
            reopened.Load(afterCrash, 0);
            reopened.CorrectMinOffsets(Unit(min).LogOffset);
            long end = reopened.GetOrAdd("q", 0).MaxOffset;
            return (reopened, end == 0 ? first : (int)end);
        }
    }
}
