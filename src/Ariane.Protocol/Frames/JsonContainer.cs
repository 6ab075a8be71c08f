using System.Numerics;
using System.Runtime.Intrinsics;

namespace Ariane.Protocol.Frames;

/// <summary>Finds the end of a JSON object or array by its quotes and brackets alone, 64 bytes at a time.</summary>
/// <remarks>
/// The ext fields are most of a header and are read later, by the one who knows their names; here they are only stepped
/// over. Deep nesting costs nothing: only the depth is counted, and objects are not told from arrays.
/// </remarks>
internal static class JsonContainer
{
    private const int BlockBytes = 64;

    /// <summary>
    /// How many bytes the container at the front of <paramref name="json"/> takes; -1 when it does not end.
    /// </summary>
    public static int Measure(ReadOnlySpan<byte> json)
    {
        var state = default(State);
        int position = 0;
        for (; position + BlockBytes <= json.Length; position += BlockBytes)
        {
            int end = state.FindEnd(Vector512.Create(json.Slice(position, BlockBytes)));
            if (end >= 0) return position + end + 1;
        }

        Span<byte> tail = stackalloc byte[BlockBytes];
        tail.Clear();
        json[position..].CopyTo(tail);
        int last = state.FindEnd(Vector512.Create((ReadOnlySpan<byte>)tail));
        return last < 0 ? -1 : position + last + 1;
    }

    /// <summary>What one block must know of those before it.</summary>
    private struct State
    {
        private const ulong EvenBits = 0x5555_5555_5555_5555;

        private ulong _inString;          // all ones while a string goes on over the block's edge
        private ulong _firstIsEscaped;    // 1 when the last block ended in an escaping backslash
        private int _depth;

        /// <summary>The index of the byte that closes the container, or -1.</summary>
        public int FindEnd(Vector512<byte> block)
        {
            ulong quotes = Matches(block, (byte)'"') & ~Escaped(Matches(block, (byte)'\\'));
            ulong inString = PrefixXor(quotes) ^ _inString;
            _inString = (ulong)((long)inString >> 63);

            // '{' and '[' differ from each other by the bit 0x20 alone, and so do '}' and ']'.
            Vector512<byte> folded = block | Vector512.Create((byte)0x20);
            ulong closing = Matches(folded, (byte)'}') & ~inString;
            ulong brackets = closing | (Matches(folded, (byte)'{') & ~inString);
            for (; brackets != 0; brackets &= brackets - 1)
            {
                int index = BitOperations.TrailingZeroCount(brackets);
                _depth += ((closing >> index) & 1) == 0 ? 1 : -1;
                if (_depth == 0) return index;
            }

            return -1;
        }

        /// <summary>The bytes that a backslash takes the meaning from: those after an odd run of backslashes.</summary>
        private ulong Escaped(ulong backslashes)
        {
            backslashes &= ~_firstIsEscaped;
            ulong follows = (backslashes << 1) | _firstIsEscaped;
            ulong oddStarts = backslashes & ~EvenBits & ~follows;
            ulong runEnds = unchecked(oddStarts + backslashes);
            _firstIsEscaped = runEnds < backslashes ? 1UL : 0;
            return (EvenBits ^ (runEnds << 1)) & follows;
        }

        private static ulong Matches(Vector512<byte> block, byte value) =>
            Vector512.Equals(block, Vector512.Create(value)).ExtractMostSignificantBits();

        /// <summary>Sets every bit from an odd quote up to the next: the inside of the strings.</summary>
        private static ulong PrefixXor(ulong quotes)
        {
            for (int shift = 1; shift < BlockBytes; shift <<= 1) quotes ^= quotes << shift;
            return quotes;
        }
    }
}
