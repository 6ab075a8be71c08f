using System.Buffers;

namespace Ariane.Protocol.Messages;

/// <summary>
/// The body of a message to be encoded: bytes in one piece or as they came off a pipe. Borrowed, never owned.
/// </summary>
public readonly ref struct MessageBody
{
    private readonly ReadOnlySpan<byte> _span;
    private readonly ReadOnlySequence<byte> _sequence;

    private MessageBody(ReadOnlySpan<byte> span, ReadOnlySequence<byte> sequence)
    {
        _span = span;
        _sequence = sequence;
        Length = span.Length + checked((int)sequence.Length);
    }

    public int Length { get; }

    public static implicit operator MessageBody(ReadOnlySpan<byte> body) => new(body, default);

    /// <inheritdoc cref="op_Implicit(ReadOnlySpan{byte})"/>
    public static implicit operator MessageBody(ReadOnlySequence<byte> body) =>
        body.IsSingleSegment ? new(body.FirstSpan, default) : new(default, body);

    public void CopyTo(Span<byte> destination)
    {
        _span.CopyTo(destination);
        _sequence.CopyTo(destination[_span.Length..]);
    }
}
