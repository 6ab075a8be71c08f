using System.Text;
using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;

namespace Ariane.Storage.Inspection;

/// <summary>Reads every record of the log and counts what queues and index must have.</summary>
internal sealed class LogCheck(SegmentTable segments, DeletedTopics deleted)
{
    private readonly Dictionary<string, string> _topics = new(StringComparer.Ordinal);

    /// <summary>Messages of each queue.</summary>
    public Dictionary<(string Topic, int QueueId), long> Messages { get; } = [];

    /// <summary>Keys that the index has to know.</summary>
    public long Keys { get; private set; }

    public (LogReport Log, List<SegmentReport> Segments) Run(
        IProgress<InspectionProgress>? progress, CancellationToken cancellationToken)
    {
        var reports = new List<SegmentReport>();
        long min = segments.First!.BaseOffset;
        long total = segments.Last!.EndOffset - min;
        long records = 0;
        long end = min;
        StoreDefect? defect = null;
        foreach (LogSegment segment in segments.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new InspectionProgress("log", segment.BaseOffset - min, total));
            SegmentReport report = Read(segment, out defect);
            reports.Add(report);
            records += report.Records;
            end = report.EndOffset;
            if (end < segment.EndOffset) break;
        }

        defect ??= FindRecordsBehind(end);
        progress?.Report(new InspectionProgress("log", total, total));
        return (new LogReport(min, end, records, defect), reports);
    }

    private SegmentReport Read(LogSegment segment, out StoreDefect? defect)
    {
        defect = null;
        long records = 0;
        long end = segment.BaseOffset;
        using var scanner = new LogScanner(segments, segment.BaseOffset, segment.EndOffset);
        while (scanner.MoveNext())
        {
            if (!scanner.Record.HasValidBody())
            {
                defect = new StoreDefect(segment.Path, scanner.Offset, "The body of the record does not fit its CRC.");
                return new SegmentReport(segment.Path, segment.BaseOffset, records, scanner.Offset);
            }

            Count(scanner.Record);
            records++;
            end = scanner.Position;
        }

        end = Math.Max(end, scanner.Position);
        int position = (int)(end - segment.BaseOffset);
        if (position < segment.CapacityBytes
            && segment.GetSpan(position, segment.CapacityBytes - position).ContainsAnyExcept((byte)0))
            defect = new StoreDefect(segment.Path, end, "Neither a record nor unused: what is here is not zero.");
        return new SegmentReport(segment.Path, segment.BaseOffset, records, end);
    }

    private StoreDefect? FindRecordsBehind(long end)
    {
        foreach (LogSegment segment in segments.All)
        {
            if (segment.BaseOffset <= end) continue;
            using var scanner = new LogScanner(segments, segment.BaseOffset, segment.EndOffset);
            if (scanner.MoveNext())
                return new StoreDefect(
                    segment.Path, segment.BaseOffset, $"There are records behind the end of the log at {end}.");
        }

        return null;
    }

    private void Count(in MessageRecord record)
    {
        MessageSysFlag transaction = record.SysFlag & MessageSysFlag.TransactionMask;
        bool isInQueue = transaction is MessageSysFlag.None or MessageSysFlag.Commit;
        if (isInQueue && !deleted.Covers(record.Topic, record.LogOffset))
        {
            (string, int) queue = (Intern(record.Topic), record.QueueId);
            Messages[queue] = Messages.GetValueOrDefault(queue) + 1;
        }

        if (transaction == MessageSysFlag.Rollback) return;
        var properties = DispatchedProperties.Read(record.Properties);
        if (!properties.UniqueKey.IsEmpty) Keys++;
        foreach (Range key in properties.Keys.Split((byte)' '))
        {
            if (!properties.Keys[key].IsEmpty) Keys++;
        }
    }

    private string Intern(ReadOnlySpan<byte> topic)
    {
        Span<char> name = stackalloc char[byte.MaxValue];
        int length = Encoding.UTF8.GetChars(topic, name);
        Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> lookup =
            _topics.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(name[..length], out string? known)) _topics[known = name[..length].ToString()] = known;
        return known;
    }
}
