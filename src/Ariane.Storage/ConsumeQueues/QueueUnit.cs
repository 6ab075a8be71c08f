using System.Buffers.Binary;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>
/// One entry of a consume queue: where a message lies in the log, and what a tag filter needs to know.
/// </summary>
/// <remarks>
/// Big-endian: int64 log offset | int32 record bytes | int64 tags code. Source:
/// store/.../store/ConsumeQueue.java (CQ_STORE_UNIT_SIZE).
/// </remarks>
internal readonly record struct QueueUnit(long LogOffset, int Bytes, long TagsCode)
{
    /// <summary>Size of an encoded unit.</summary>
    public const int EncodedBytes = 20;

    /// <summary>Tags codes up to this one are addresses in <c>consumequeue_ext</c>.</summary>
    /// <remarks>Source: store/.../store/ConsumeQueueExt.java (MAX_ADDR).</remarks>
    private const long MaxExtAddress = int.MinValue - 1L;

    /// <summary>Fills the units before the first message of a queue that does not begin at a segment's start.</summary>
    public static QueueUnit PreBlank => new(0, int.MaxValue, 0);

    /// <summary>End of the record in the log.</summary>
    public long EndOffset => LogOffset + Bytes;

    /// <summary>Was written: the zeros behind the end of a queue, and torn bytes, are not.</summary>
    public bool IsWritten => LogOffset >= 0 && Bytes > 0;

    /// <summary>Stands for no message: it comes before the first one.</summary>
    public bool IsPreBlank => LogOffset == 0 && Bytes == int.MaxValue;

    /// <summary>
    /// The tags code lies in <c>consumequeue_ext</c>, which this store does not read: filters must look at the record.
    /// </summary>
    public bool HasUnknownTags => TagsCode <= MaxExtAddress;

    public static QueueUnit Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadInt64BigEndian(source),
        BinaryPrimitives.ReadInt32BigEndian(source[8..]),
        BinaryPrimitives.ReadInt64BigEndian(source[12..]));

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination, LogOffset);
        BinaryPrimitives.WriteInt32BigEndian(destination[8..], Bytes);
        BinaryPrimitives.WriteInt64BigEndian(destination[12..], TagsCode);
    }
}
