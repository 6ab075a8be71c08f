using System.Buffers;

namespace Ariane.Protocol.Tests.Messages;

/// <summary>Sequences of several segments, as pipes hand them out.</summary>
internal static class Sequences
{
    public static ReadOnlySequence<byte> Of(params ReadOnlyMemory<byte>[] parts)
    {
        var first = new Segment(parts[0], null);
        Segment last = first;
        foreach (ReadOnlyMemory<byte> part in parts.Skip(1)) last = new Segment(part, last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>The bytes in segments of <paramref name="segmentBytes"/> each.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int segmentBytes) =>
        bytes.Length == 0
            ? ReadOnlySequence<byte>.Empty
            : Of([.. bytes.Chunk(segmentBytes).Select(chunk => new ReadOnlyMemory<byte>(chunk))]);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
