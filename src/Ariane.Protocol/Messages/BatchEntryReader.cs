using System.Buffers;
using System.Buffers.Binary;

namespace Ariane.Protocol.Messages;

/// <summary>Walks the messages in the body of SEND_BATCH_MESSAGE, and in the body of a stored inner batch.</summary>
/// <remarks>
/// int32 total | int32 magic, ignored | int32 crc, ignored | int32 flag | int32 body bytes, body | int16 property
/// bytes, properties. Source: common/.../common/message/MessageDecoder.java (encodeMessages). The total is ignored too,
/// as upstream does: the two lengths inside decide. Borrows the batch and allocates nothing.
/// </remarks>
public ref struct BatchEntryReader
{
    internal const int FlagPosition = 12;
    internal const int HeadBytes = 20;

    /// <summary>An entry with neither body nor properties.</summary>
    internal const int MinimumBytes = HeadBytes + sizeof(short);

    private ReadOnlySequence<byte> _rest;

    public BatchEntryReader(in ReadOnlySequence<byte> batch) => _rest = batch;

    public bool IsMalformed { readonly get; private set; }

    public int Flag { readonly get; private set; }

    public ReadOnlySequence<byte> Body { readonly get; private set; }

    public ReadOnlySequence<byte> Properties { readonly get; private set; }

    /// <summary>Moves to the next message; false at the end and on malformed input.</summary>
    public bool MoveNext()
    {
        if (IsMalformed || _rest.IsEmpty) return false;
        IsMalformed = !TryReadEntry();
        return !IsMalformed;
    }

    private bool TryReadEntry()
    {
        if (_rest.Length < MinimumBytes) return false;
        Span<byte> head = stackalloc byte[HeadBytes];
        _rest.Slice(0, HeadBytes).CopyTo(head);
        Flag = BinaryPrimitives.ReadInt32BigEndian(head[FlagPosition..]);
        int bodyBytes = BinaryPrimitives.ReadInt32BigEndian(head[(FlagPosition + sizeof(int))..]);
        if (bodyBytes < 0 || bodyBytes > _rest.Length - MinimumBytes) return false;

        ReadOnlySequence<byte> afterHead = _rest.Slice(HeadBytes);
        Body = afterHead.Slice(0, bodyBytes);
        Span<byte> length = stackalloc byte[sizeof(short)];
        afterHead.Slice(bodyBytes, sizeof(short)).CopyTo(length);
        int propertyBytes = BinaryPrimitives.ReadInt16BigEndian(length);
        ReadOnlySequence<byte> afterBody = afterHead.Slice(bodyBytes + sizeof(short));
        if (propertyBytes < 0 || propertyBytes > afterBody.Length) return false;

        Properties = afterBody.Slice(0, propertyBytes);
        _rest = afterBody.Slice(propertyBytes);
        return true;
    }
}
