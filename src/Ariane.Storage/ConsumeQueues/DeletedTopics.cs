using System.Buffers;
using System.Globalization;
using System.Text;
using Ariane.Protocol.Bodies;
using Ariane.Storage.Files;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>
/// Up to where the log's messages of a topic went with the topic: they stay in the log until they expire, and whoever
/// makes queues from the log must leave them out. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Upstream knows nothing of the kind, and ignores the file: there the queues come back when a store is recovered.
/// </remarks>
internal sealed class DeletedTopics
{
    private readonly ConfigFile _file;
    private readonly Lock _gate = new();

    // Replaced as a whole, under _gate; read at any time.
    private volatile Dictionary<string, long> _ends;

    /// <exception cref="StoreException">The file cannot be read.</exception>
    public DeletedTopics(StoreOptions options, IStoreFiles files)
    {
        _file = new ConfigFile(files, Path.Combine(options.RootDirectory, StorePaths.DeletedTopics));
        _ends = _file.TryLoad(TryParse, out Dictionary<string, long>? ends) ? ends! : NewTable();
    }

    /// <summary>Was the record at a log offset deleted with its topic?</summary>
    public bool Covers(ReadOnlySpan<byte> topic, long logOffset)
    {
        Dictionary<string, long> ends = _ends;
        if (ends.Count == 0) return false;

        Span<char> buffer = stackalloc char[byte.MaxValue];
        ReadOnlySpan<char> name = topic.Length <= buffer.Length
            ? buffer[..Encoding.UTF8.GetChars(topic, buffer)]
            : Encoding.UTF8.GetString(topic);
        return ends.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out long end) && logOffset < end;
    }

    /// <summary>All records of a topic before a log offset are deleted, and what is stored begins at another.</summary>
    public void Add(string topic, long endLogOffset, long minLogOffset)
    {
        lock (_gate)
        {
            Dictionary<string, long> ends = NewTable();
            foreach ((string name, long end) in _ends)
            {
                if (end > minLogOffset) ends[name] = end;
            }

            ends[topic] = endLogOffset;
            _ends = ends;
        }
    }

    /// <summary>
    /// The log ends at an offset, and may have lost some of its end: what comes there from now on is not deleted. For
    /// recovery, before anything is appended.
    /// </summary>
    public void Limit(long endLogOffset)
    {
        if (_ends.Values.All(end => end <= endLogOffset)) return;
        lock (_gate)
        {
            Dictionary<string, long> ends = NewTable();
            foreach ((string name, long end) in _ends) ends[name] = Math.Min(end, endLogOffset);
            _ends = ends;
        }

        Save();
    }

    /// <summary>Writes the table to disk.</summary>
    /// <exception cref="IOException">It is not known to be there: a restart may bring queues back.</exception>
    public void Save()
    {
        lock (_gate)
        {
            var table = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach ((string name, long end) in _ends) table[name] = end.ToString(CultureInfo.InvariantCulture);
            var content = new ArrayBufferWriter<byte>();
            new KeyValueTable(table).Write(content);
            _file.Save(content.WrittenSpan);
        }
    }

    private static Dictionary<string, long> NewTable() => new(StringComparer.Ordinal);

    private static bool TryParse(ReadOnlySpan<byte> content, out Dictionary<string, long>? ends, out string? error)
    {
        ends = null;
        if (!KeyValueTable.TryParse(content, out KeyValueTable? table, out error)) return false;

        ends = NewTable();
        foreach ((string name, string text) in table.Table)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long end))
            {
                error = $"the log offset of {name} is no number";
                return false;
            }

            ends[name] = end;
        }

        return true;
    }
}
