using System.Runtime.CompilerServices;

namespace Ariane.Storage.ConsumeQueues;

/// <summary>A few encoded units of a queue's tail, and the block that follows.</summary>
/// <remarks>
/// Small, so that of 50,000 queues that get a message now and then each can gather as many as the budget allows.
/// Belongs to one queue, and is guarded as its tail is, or to the free ones of <see cref="TailBlocks"/>.
/// </remarks>
internal sealed class TailBlock
{
    /// <summary>Units that a block holds.</summary>
    public const int Units = 8;

    /// <summary>What a block counts against the budget.</summary>
    public const int Bytes = Units * QueueUnit.EncodedBytes;

    private Content _content;

    public TailBlock? Next { get; set; }

    /// <summary>The bytes of unit 0 to <see cref="Units"/> - 1.</summary>
    public Span<byte> this[int unit] =>
        ((Span<byte>)_content).Slice(unit * QueueUnit.EncodedBytes, QueueUnit.EncodedBytes);

    /// <summary>The bytes of the first units.</summary>
    public ReadOnlySpan<byte> First(int units) => ((Span<byte>)_content)[..(units * QueueUnit.EncodedBytes)];

    [InlineArray(Bytes)]
    private struct Content
    {
        private byte _first;
    }
}
