using System.Globalization;
using System.Text;
using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.ConsumeQueues;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Files;

namespace Ariane.Storage.Inspection;

/// <summary>Compares every unit of every consume queue with the record that it points to.</summary>
internal sealed class QueueCheck(
    StoreOptions options,
    IStoreFiles files,
    SegmentTable segments,
    LogReport log,
    Dictionary<(string Topic, int QueueId), long> messages)
{
    private const int UnitsPerRead = 1000;

    private readonly TagsCodes _tagsCodes = new(DelayLevels.Default);
    private readonly byte[] _buffer = new byte[UnitsPerRead * QueueUnit.EncodedBytes];
    private int _queues;
    private long _units;
    private long _wrong;
    private StoreDefect? _firstDefect;

    public QueueReport Run(IProgress<InspectionProgress>? progress, CancellationToken cancellationToken)
    {
        string root = StorePaths.ConsumeQueueDirectory(options);
        IReadOnlyList<StoreEntry> topics = files.List(root);
        for (int index = 0; index < topics.Count; index++)
        {
            progress?.Report(new InspectionProgress("queues", index, topics.Count));
            if (topics[index].IsDirectory) CheckTopic(root, topics[index].Name, cancellationToken);
        }

        progress?.Report(new InspectionProgress("queues", topics.Count, topics.Count));
        long missing = CountMissing(root);
        return new QueueReport(_queues, _units, _wrong, missing, _firstDefect);
    }

    private void CheckTopic(string root, string topic, CancellationToken cancellationToken)
    {
        string directory = Path.Combine(root, topic);
        byte[] name = Encoding.UTF8.GetBytes(topic);
        foreach (StoreEntry queue in files.List(directory))
        {
            if (!queue.IsDirectory
                || !int.TryParse(queue.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int queueId))
                continue;

            cancellationToken.ThrowIfCancellationRequested();
            _queues++;
            long sound = CheckQueue(Path.Combine(directory, queue.Name), name, queueId);
            if (messages.ContainsKey((topic, queueId))) messages[(topic, queueId)] -= sound;
        }
    }

    private long CheckQueue(string directory, byte[] topic, int queueId)
    {
        long sound = 0;
        foreach (StoreEntry entry in files.List(directory))
        {
            if (entry.IsDirectory || !SegmentName.TryParse(entry.Name, out long start)) continue;

            string path = Path.Combine(directory, entry.Name);
            using IStoreFile file = files.Open(path, StoreFileMode.OpenExisting);
            int read;
            for (long position = 0; (read = file.Read(position, _buffer)) >= QueueUnit.EncodedBytes; position += read)
            {
                for (int at = 0; at + QueueUnit.EncodedBytes <= read; at += QueueUnit.EncodedBytes)
                {
                    QueueUnit unit = QueueUnit.Read(_buffer.AsSpan(at));
                    if (!unit.IsWritten) return sound;
                    long queueOffset = (start + position + at) / QueueUnit.EncodedBytes;
                    if (IsSound(unit, topic, queueId, queueOffset, path, position + at)) sound++;
                }

                read -= read % QueueUnit.EncodedBytes;
            }
        }

        return sound;
    }

    private bool IsSound(in QueueUnit unit, byte[] topic, int queueId, long queueOffset, string path, long position)
    {
        // Units of messages that have expired stay until their whole file goes.
        if (unit.IsPreBlank || unit.LogOffset < log.MinOffset) return false;

        _units++;
        string? defect = Compare(unit, topic, queueId, queueOffset);
        if (defect is null) return true;

        _wrong++;
        _firstDefect ??= new StoreDefect(path, position, $"Queue offset {queueOffset} {defect}");
        return false;
    }

    private string? Compare(in QueueUnit unit, byte[] topic, int queueId, long queueOffset)
    {
        using var scanner = new LogScanner(segments, unit.LogOffset, log.EndOffset);
        if (unit.LogOffset >= log.EndOffset || !scanner.MoveNext() || scanner.Offset != unit.LogOffset)
            return $"points to log offset {unit.LogOffset}, where no record begins.";

        MessageRecord record = scanner.Record;
        if (!record.Topic.SequenceEqual(topic) || record.QueueId != queueId)
            return $"points to log offset {unit.LogOffset}, "
                + $"a message of {Encoding.UTF8.GetString(record.Topic)}-{record.QueueId}.";
        if (record.QueueOffset != queueOffset)
            return $"points to log offset {unit.LogOffset}, a message with queue offset {record.QueueOffset}.";
        if (record.TotalBytes != unit.Bytes)
            return $"says {unit.Bytes} bytes, but the record at log offset {unit.LogOffset} has {record.TotalBytes}.";

        long tagsCode = _tagsCodes.Compute(
            record.Topic, DispatchedProperties.Read(record.Properties), record.StoreTimestamp);
        return unit.HasUnknownTags || tagsCode == unit.TagsCode
            ? null
            : $"has tags code {unit.TagsCode} instead of {tagsCode}.";
    }

    private long CountMissing(string root)
    {
        long missing = 0;
        foreach (((string topic, int queueId), long left) in messages.OrderBy(static queue => queue.Key))
        {
            // BatchCQ topics have their units elsewhere, and of another form.
            if (left <= 0 || files.List(Path.Combine(options.RootDirectory, "batchconsumequeue", topic)).Count > 0)
                continue;

            missing += left;
            string path = Path.Combine(root, topic, queueId.ToString(CultureInfo.InvariantCulture));
            _firstDefect ??= new StoreDefect(path, 0, $"{left} messages of the log are missing in the queue.");
        }

        return missing;
    }
}
