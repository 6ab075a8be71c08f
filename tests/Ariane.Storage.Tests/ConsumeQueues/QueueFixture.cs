using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Files;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.Storage.Tests.ConsumeQueues;

/// <summary>
/// Makes queue tables over <see cref="ScratchFiles"/>, with ten units per segment unless told otherwise.
/// </summary>
internal static class QueueFixture
{
    public const string Root = "/store";
    public const int UnitsPerSegment = 10;

    public static ConsumeQueueTable NewTable(
        IStoreFiles files, int unitsPerSegment = UnitsPerSegment, int openFiles = 512, long tailBudget = 16 << 20)
    {
        var options = new StoreOptions
        {
            RootDirectory = Root,
            ConsumeQueueSegmentBytes = unitsPerSegment * QueueUnit.EncodedBytes,
        };
        return new ConsumeQueueTable(options, files, NullLogger<ConsumeQueueTable>.Instance, openFiles, tailBudget);
    }

    public static ConsumeQueueTable Reload(
        IStoreFiles files, bool afterCrash = false, int unitsPerSegment = UnitsPerSegment)
    {
        ConsumeQueueTable table = NewTable(files, unitsPerSegment);
        table.Load(afterCrash, checkpointTimestamp: 0);
        return table;
    }

    /// <summary>
    /// Appends messages [from, to) of 100 bytes each; message n begins at log offset 1000 + 100 n, stored at n.
    /// </summary>
    public static void Fill(ConsumeQueueTable table, string topic, int queueId, int from, int to)
    {
        ConsumeQueue queue = table.GetOrAdd(topic, queueId);
        for (int n = from; n < to; n++) table.Append(queue, n, Unit(n), n);
    }

    public static QueueUnit Unit(int n) => new(1000 + (100L * n), 100, n * 31L);

    /// <summary>All units that can be read from the queue's minimum to its maximum.</summary>
    public static List<QueueUnit> ReadAll(ConsumeQueue queue, int atOnce = 7)
    {
        var units = new List<QueueUnit>();
        Span<QueueUnit> buffer = stackalloc QueueUnit[atOnce];
        for (long offset = queue.MinOffset; offset < queue.MaxOffset;)
        {
            int count = queue.ReadUnits(offset, buffer);
            if (count == 0) break;
            units.AddRange(buffer[..count]);
            offset += count;
        }

        return units;
    }

    public static string SegmentPath(string topic, int queueId, int segment, int unitsPerSegment = UnitsPerSegment) =>
        $"{Root}/consumequeue/{topic}/{queueId}/{segment * unitsPerSegment * QueueUnit.EncodedBytes:D20}";
}
