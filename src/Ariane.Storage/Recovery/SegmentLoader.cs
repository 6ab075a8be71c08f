using System.Globalization;
using Ariane.Storage.CommitLogs;
using Ariane.Storage.Files;

namespace Ariane.Storage.Recovery;

/// <summary>Finds the log's segment files and refuses what cannot be a log: wrong sizes, gaps, foreign files.</summary>
internal static class SegmentLoader
{
    /// <summary>
    /// Opens all segments, oldest first; an empty last file, left by a crash at its creation, is deleted.
    /// </summary>
    /// <exception cref="StoreException">
    /// Names the file, what was expected and what was found, and what to do.
    /// </exception>
    public static List<LogSegment> Load(IStoreFiles files, string directory, int segmentBytes)
    {
        var segments = new List<LogSegment>();
        try
        {
            foreach (SegmentFile file in Find(files, directory, segmentBytes))
            {
                if (file.Bytes == 0) files.DeleteFile(file.Path);
                else segments.Add(LogSegment.Open(files, file.Path, file.BaseOffset, segmentBytes));
            }

            return segments;
        }
        catch
        {
            foreach (LogSegment segment in segments)
            {
                segment.Return();
                segment.Close();
            }

            throw;
        }
    }

    /// <summary>Lists and checks the files without opening them; only the last can be empty.</summary>
    public static List<SegmentFile> Find(IStoreFiles files, string directory, int segmentBytes)
    {
        var found = new List<SegmentFile>();
        foreach (StoreEntry entry in files.List(directory))
        {
            if (entry.IsDirectory) continue;

            string path = Path.Combine(directory, entry.Name);
            if (!SegmentName.TryParse(entry.Name, out long baseOffset))
            {
                throw new StoreException(
                    $"{path} is no segment of the log: a name of 20 digits was expected. Move the file elsewhere.");
            }

            found.Add(new SegmentFile(path, baseOffset, entry.Bytes));
        }

        for (int index = 0; index < found.Count; index++) Check(found, index, segmentBytes);
        return found;
    }

    private static void Check(List<SegmentFile> found, int index, int segmentBytes)
    {
        SegmentFile file = found[index];
        bool isEmptyLast = file.Bytes == 0 && index == found.Count - 1;
        if (file.Bytes != segmentBytes && !isEmptyLast)
        {
            throw new StoreException(Invariant(
                $"{file.Path} has {file.Bytes} bytes, but every segment of the log has {segmentBytes} ") +
                "(mappedFileSizeCommitLog). " +
                "If the setting was changed, change it back; otherwise restore the file from a copy.");
        }

        if (file.BaseOffset % segmentBytes != 0)
        {
            throw new StoreException(Invariant(
                $"{file.Path} begins at {file.BaseOffset}, which is no multiple of {segmentBytes} ") +
                "(mappedFileSizeCommitLog). " +
                "If the setting was changed, change it back.");
        }

        long expected = index == 0 ? file.BaseOffset : found[index - 1].BaseOffset + segmentBytes;
        if (file.BaseOffset != expected)
        {
            throw new StoreException(Invariant(
                $"The log has a gap: after {found[index - 1].Path} comes {file.Path}, ") +
                $"but {SegmentName.Format(expected)} was expected. " +
                "Restore the missing segments from a copy, " +
                "or move all segments before the gap elsewhere to go without them.");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A segment file that was found.</summary>
internal readonly record struct SegmentFile(string Path, long BaseOffset, long Bytes);
