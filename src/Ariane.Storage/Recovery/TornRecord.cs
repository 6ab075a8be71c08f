using Ariane.Protocol.Messages;

namespace Ariane.Storage.Recovery;

/// <summary>
/// Tells records that were written only in part, in what the CRC of the body does not cover: topic and properties.
/// </summary>
/// <remarks>
/// The log is zero ahead of its end, so what is missing reads as zeros: behind the point where a process was killed, or
/// in whole sectors after a loss of power. Topic and properties are text, in which such zeros do not occur. The fields
/// before the body need no check: without them the record's lengths do not add up.
/// </remarks>
internal static class TornRecord
{
    private const int SectorBytes = 512;

    /// <summary>Whether part of the record at a log offset never reached the disk.</summary>
    public static bool IsTorn(in MessageRecord record, long logOffset)
    {
        long end = logOffset + record.TotalBytes;
        return HasLostBytes(record.Properties, end - record.Properties.Length)
            || HasLostBytes(record.Topic, end - record.Properties.Length - sizeof(short) - record.Topic.Length);
    }

    private static bool HasLostBytes(ReadOnlySpan<byte> text, long logOffset)
    {
        if (text.IsEmpty) return false;
        if (text[^1] == 0) return true;

        while (!text.IsEmpty)
        {
            int inSector = Math.Min(text.Length, SectorBytes - (int)(logOffset % SectorBytes));
            if (!text[..inSector].ContainsAnyExcept((byte)0)) return true;
            text = text[inSector..];
            logOffset += inSector;
        }

        return false;
    }
}
