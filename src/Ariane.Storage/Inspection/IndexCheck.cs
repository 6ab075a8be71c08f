using System.Buffers.Binary;
using Ariane.Protocol.Messages;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.Dispatching;
using Ariane.Storage.Files;
using Ariane.Storage.Index;

namespace Ariane.Storage.Inspection;

/// <summary>Compares every entry of the index with the keys of the record that it points to.</summary>
internal sealed class IndexCheck(
    StoreOptions options, IStoreFiles files, SegmentTable segments, LogReport log, long keys)
{
    private const int EntriesPerRead = 1000;

    private readonly byte[] _buffer = new byte[EntriesPerRead * IndexFormat.EntryBytes];
    private int _count;
    private long _entries;
    private long _wrong;
    private StoreDefect? _firstDefect;

    public IndexReport Run(IProgress<InspectionProgress>? progress, CancellationToken cancellationToken)
    {
        string directory = StorePaths.IndexDirectory(options);
        IReadOnlyList<StoreEntry> entries = files.List(directory);
        long bytes = IndexFormat.FileBytes(options.IndexSlots, options.IndexEntries);
        for (int index = 0; index < entries.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new InspectionProgress("index", index, entries.Count));
            if (entries[index].IsDirectory || entries[index].Bytes != bytes) continue;
            _count++;
            CheckFile(Path.Combine(directory, entries[index].Name));
        }

        progress?.Report(new InspectionProgress("index", entries.Count, entries.Count));
        long missing = options.IndexEnabled ? Math.Max(0, keys - (_entries - _wrong)) : 0;
        if (missing > 0)
            _firstDefect ??= new StoreDefect(directory, 0, $"{missing} keys of messages in the log are missing.");
        return new IndexReport(_count, _entries, _wrong, missing, _firstDefect);
    }

    private void CheckFile(string path)
    {
        using IStoreFile file = files.Open(path, StoreFileMode.OpenExisting);
        Span<byte> header = stackalloc byte[IndexFormat.HeaderBytes];
        file.Read(0, header);
        int end = Math.Min(BinaryPrimitives.ReadInt32BigEndian(header[IndexFormat.NextEntry..]), options.IndexEntries);

        // Entry 0 is never used.
        for (int entry = 1; entry < end;)
        {
            int count = Math.Min(EntriesPerRead, end - entry);
            long position = IndexFormat.EntryPosition(options.IndexSlots, entry);
            file.Read(position, _buffer.AsSpan(0, count * IndexFormat.EntryBytes));
            for (int at = 0; at < count; at++)
            {
                int start = at * IndexFormat.EntryBytes;
                CheckEntry(_buffer.AsSpan(start, IndexFormat.EntryBytes), path, position + start);
            }

            entry += count;
        }
    }

    private void CheckEntry(ReadOnlySpan<byte> entry, string path, long position)
    {
        int hash = BinaryPrimitives.ReadInt32BigEndian(entry);
        long logOffset = BinaryPrimitives.ReadInt64BigEndian(entry[IndexFormat.EntryLogOffset..]);
        if (logOffset < log.MinOffset) return;

        _entries++;
        if (HasKey(logOffset, hash)) return;
        _wrong++;
        _firstDefect ??= new StoreDefect(
            path, position, $"Points to log offset {logOffset}, where no message has such a key.");
    }

    private bool HasKey(long logOffset, int hash)
    {
        using var scanner = new LogScanner(segments, logOffset, log.EndOffset);
        if (logOffset >= log.EndOffset || !scanner.MoveNext() || scanner.Offset != logOffset) return false;

        MessageRecord record = scanner.Record;
        var properties = DispatchedProperties.Read(record.Properties);
        int topicHash = IndexFormat.HashTopic(record.Topic);
        if (!properties.UniqueKey.IsEmpty && IndexFormat.HashKey(topicHash, properties.UniqueKey) == hash) return true;
        foreach (Range key in properties.Keys.Split((byte)' '))
        {
            if (IndexFormat.HashKey(topicHash, properties.Keys[key]) == hash) return true;
        }

        return false;
    }
}
