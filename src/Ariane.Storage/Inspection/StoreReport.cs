namespace Ariane.Storage.Inspection;

/// <summary>What a check of a closed store found.</summary>
/// <param name="WasClosed">The store was closed cleanly; if not, the next start recovers it first.</param>
public sealed record StoreReport(
    bool WasClosed,
    IReadOnlyList<SegmentReport> Segments,
    LogReport Log,
    QueueReport Queues,
    IndexReport Index)
{
    /// <summary>Nothing contradicts anything else.</summary>
    public bool IsSound => Log.FirstDefect is null && Queues.FirstDefect is null && Index.FirstDefect is null;
}

/// <summary>One segment of the log.</summary>
/// <param name="Records">Sound records that begin in it.</param>
/// <param name="EndOffset">Log offset behind its last record, or of its end when a blank record fills the rest.</param>
public sealed record SegmentReport(string Path, long BaseOffset, long Records, long EndOffset);

/// <summary>The log as a whole.</summary>
/// <param name="FirstDefect">
/// The first place that is neither a record nor unused; nothing behind it was looked at.
/// </param>
public sealed record LogReport(long MinOffset, long EndOffset, long Records, StoreDefect? FirstDefect);

/// <summary>The consume queues, compared with the log.</summary>
/// <param name="Queues">Queues that have files.</param>
/// <param name="Units">Units compared with the record that they point to.</param>
/// <param name="Wrong">Units that point to no record, or to one of another queue, place, size or tag.</param>
/// <param name="Missing">
/// Messages of the log that no unit points to; after a crash the next start adds the latest ones.
/// </param>
/// <param name="FirstDefect">The first wrong unit, or the first queue with missing ones.</param>
public sealed record QueueReport(int Queues, long Units, long Wrong, long Missing, StoreDefect? FirstDefect);

/// <summary>The index, compared with the log.</summary>
/// <param name="Files">Index files of the configured size.</param>
/// <param name="Entries">Entries compared; those of expired messages are not.</param>
/// <param name="Wrong">Entries that point to no record, or to one without such a key.</param>
/// <param name="Missing">Keys of messages in the log that no entry stands for.</param>
public sealed record IndexReport(int Files, long Entries, long Wrong, long Missing, StoreDefect? FirstDefect);

/// <summary>Something that is not as it should be.</summary>
/// <param name="Path">The file it is in.</param>
/// <param name="Offset">Where: in the log a log offset, otherwise a position in the file.</param>
/// <param name="What">What was expected and what was found.</param>
public sealed record StoreDefect(string Path, long Offset, string What);

/// <summary>How far an inspection is.</summary>
/// <param name="Stage">What is being read.</param>
/// <param name="Done">Bytes, of <paramref name="Total"/>.</param>
public readonly record struct InspectionProgress(string Stage, long Done, long Total);
