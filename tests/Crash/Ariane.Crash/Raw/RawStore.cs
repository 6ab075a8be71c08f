using System.Buffers.Binary;
using System.Globalization;
using Ariane.Storage;

namespace Ariane.Crash.Raw;

/// <summary>
/// Reads the files of a closed store, straight from docs/storage/layout.md, and says where they disagree.
/// </summary>
/// <remarks>Knows nothing of how Ariane reads them. One thread.</remarks>
internal sealed class RawStore(
    StoreOptions options, IEnumerable<string> paths, Func<string, byte[]> read, Findings findings)
{
    private const uint BlankMagic = 0xCBD43194;
    private const int UnitBytes = 20;

    private readonly SortedDictionary<string, byte[]> _files = new(
        paths.Where(path => !path.EndsWith("/lock", StringComparison.Ordinal)).ToDictionary(path => path, read),
        StringComparer.Ordinal);

    private readonly HashSet<(int Hash, long LogOffset)> _indexed = [];
    private int _queueSegmentBytes;

    /// <summary>All records of the log, in order.</summary>
    public List<RawRecord> Records { get; } = [];

    /// <summary>Checks that the store was closed and that log, queues and index agree.</summary>
    public void Check()
    {
        _queueSegmentBytes = (options.ConsumeQueueSegmentBytes + UnitBytes - 1) / UnitBytes * UnitBytes;
        if (_files.ContainsKey($"{options.RootDirectory}/abort"))
            findings.Add("The store was closed, but abort is still there.");
        ReadLog();
        foreach ((string path, byte[] content) in Below("index")) ReadIndex(path, content);
        foreach (RawRecord record in Records)
        {
            if (record.IsQueued) CheckUnit(record);
            foreach (string key in record.Keys) CheckKey(record, key);
        }

        CheckTimes();
    }

    private IEnumerable<KeyValuePair<string, byte[]>> Below(string directory) =>
        _files.Where(file => file.Key.StartsWith($"{options.RootDirectory}/{directory}/", StringComparison.Ordinal));

    private void ReadLog()
    {
        long expected = -1;
        foreach ((string path, byte[] segment) in Below("commitlog"))
        {
            long start = long.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            if (expected >= 0 && start != expected) findings.Add($"{path} does not follow the segment before it.");
            if (segment.Length != options.CommitLogSegmentBytes) findings.Add($"{path} has {segment.Length} bytes.");
            bool isLast = path == Below("commitlog").Last().Key;
            ReadSegment(path, segment, start, isLast);
            expected = start + segment.Length;
        }
    }

    private void ReadSegment(string path, byte[] segment, long start, bool isLast)
    {
        int position = 0;
        while (RawRecord.TryRead(segment.AsSpan(position), start + position) is { } record)
        {
            Records.Add(record);
            position += record.Bytes;
        }

        if (position == segment.Length) return;
        ReadOnlySpan<byte> rest = segment.AsSpan(position);
        bool isBlank = rest.Length >= 8
            && BinaryPrimitives.ReadInt32BigEndian(rest) == rest.Length
            && BinaryPrimitives.ReadUInt32BigEndian(rest[4..]) == BlankMagic;
        bool isEnd = isLast && !rest.ContainsAnyExcept((byte)0);
        if (!isBlank && !isEnd) findings.Add($"{path}: at {position} is neither a record nor the end.");
    }

    private void ReadIndex(string path, byte[] file)
    {
        long expected = 40L + (4L * options.IndexSlots) + (20L * options.IndexEntries);
        if (file.Length != expected)
        {
            findings.Add($"{path} has {file.Length} bytes.");
            return;
        }

        int next = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(36));
        for (int slot = 0; slot < options.IndexSlots; slot++)
        {
            int newer = next;
            int number = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(40 + (4 * slot)));
            while (number > 0)
            {
                if (number >= newer)
                {
                    findings.Add($"{path}: the chain of slot {slot} leads from entry {newer} to {number}.");
                    break;
                }

                ReadOnlySpan<byte> entry = file.AsSpan(40 + (4 * options.IndexSlots) + (20 * number), 20);
                int hash = BinaryPrimitives.ReadInt32BigEndian(entry);
                if (hash % options.IndexSlots != slot) findings.Add($"{path}: entry {number} is in the wrong chain.");
                _indexed.Add((hash, BinaryPrimitives.ReadInt64BigEndian(entry[4..])));
                newer = number;
                number = BinaryPrimitives.ReadInt32BigEndian(entry[16..]);
            }
        }
    }

    private void CheckUnit(RawRecord record)
    {
        long position = record.QueueOffset * UnitBytes;
        long segment = position / _queueSegmentBytes * _queueSegmentBytes;
        string name = segment.ToString("D20", CultureInfo.InvariantCulture);
        string path = $"{options.RootDirectory}/consumequeue/{record.Topic}/{record.QueueId}/{name}";
        if (!_files.TryGetValue(path, out byte[]? file) || file.Length != _queueSegmentBytes)
        {
            findings.Add($"{path} is missing or has the wrong size.");
            return;
        }

        ReadOnlySpan<byte> unit = file.AsSpan((int)(position - segment), UnitBytes);
        bool fits = BinaryPrimitives.ReadInt64BigEndian(unit) == record.LogOffset
            && BinaryPrimitives.ReadInt32BigEndian(unit[8..]) == record.Bytes
            && BinaryPrimitives.ReadInt64BigEndian(unit[12..]) == Hash(record.Properties.GetValueOrDefault("TAGS", ""));
        if (!fits) findings.Add($"{path}: the unit of queue offset {record.QueueOffset} does not fit its record.");
    }

    private void CheckKey(RawRecord record, string key)
    {
        if (!options.IndexEnabled) return;
        int hash = Hash($"{record.Topic}#{key}");
        hash = hash == int.MinValue ? 0 : Math.Abs(hash);
        if (!_indexed.Contains((hash, record.LogOffset)))
            findings.Add($"No index entry leads from {record.Topic}#{key} to log offset {record.LogOffset}.");
    }

    private void CheckTimes()
    {
        for (int index = 1; index < Records.Count; index++)
        {
            if (Records[index].StoreTimestamp < Records[index - 1].StoreTimestamp)
                findings.Add($"The record at {Records[index].LogOffset} was stored before the one in front of it.");
        }

        string path = $"{options.RootDirectory}/checkpoint";
        if (!_files.TryGetValue(path, out byte[]? checkpoint) || checkpoint.Length != 4096)
        {
            findings.Add($"{path} is missing or has the wrong size.");
            return;
        }

        long logTime = BinaryPrimitives.ReadInt64BigEndian(checkpoint);
        if (Records.Count > 0 && logTime > Records[^1].StoreTimestamp)
            findings.Add(
                $"{path} says that the log is on disk up to {logTime}, "
                + $"but its last record is of {Records[^1].StoreTimestamp}.");
    }

    /// <summary>Java's hash of a string.</summary>
    private static int Hash(string text)
    {
        int hash = 0;
        foreach (char value in text) hash = unchecked((31 * hash) + value);
        return hash;
    }
}
