using Ariane.Protocol.Messages;

namespace Ariane.Storage.Index;

/// <summary>Byte layout of an index file, and the hash of keys.</summary>
/// <remarks>
/// <code>
/// header 40   int64 begin time | int64 end time | int64 begin log offset | int64 end log offset
///             | int32 slots in use | int32 number of the next entry, from 1
/// slots   4   int32 number of the newest entry of the chain, 0 for none
/// entries 20  int32 hash | int64 log offset | int32 seconds since begin time | int32 previous entry of the chain
/// </code>
/// Big-endian. Entry 0 is never used. Source: store/.../store/index/IndexFile.java, IndexHeader.java.
/// </remarks>
internal static class IndexFormat
{
    public const int HeaderBytes = 40;
    public const int SlotBytes = 4;
    public const int EntryBytes = 20;

    public const int EndTimestamp = 8;
    public const int BeginLogOffset = 16;
    public const int EndLogOffset = 24;
    public const int SlotsInUse = 32;
    public const int NextEntry = 36;

    public const int EntryLogOffset = 4;
    public const int EntrySeconds = 12;
    public const int EntryPrevious = 16;

    public static long FileBytes(int slots, int entries) => EntryPosition(slots, entries);

    public static long SlotPosition(int slot) => HeaderBytes + ((long)SlotBytes * slot);

    public static long EntryPosition(int slots, int entry) => SlotPosition(slots) + ((long)EntryBytes * entry);

    /// <summary>What every key of a topic has in common: the hash of <c>topic#</c>.</summary>
    public static int HashTopic(ReadOnlySpan<byte> topic) =>
        JavaStringHash.ContinueUtf8(JavaStringHash.ComputeUtf8(topic), "#"u8);

    /// <summary>Hash of <c>topic#key</c> without its sign, as entries hold it.</summary>
    public static int HashKey(int topicHash, ReadOnlySpan<byte> key)
    {
        int hash = JavaStringHash.ContinueUtf8(topicHash, key);
        return hash == int.MinValue ? 0 : Math.Abs(hash);
    }
}
