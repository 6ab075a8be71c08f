using System.Text;

namespace Ariane.Protocol.Messages;

/// <summary>Java's <c>String.hashCode</c>: 31·h + unit over the UTF-16 units, wrapping at 32 bits.</summary>
/// <remarks>
/// Tags codes and index slots are made of it, on disk and in every client. Bytes that are not UTF-8 count as U+FFFD, as
/// in a Java string made of them.
/// </remarks>
public static class JavaStringHash
{
    private const int Factor = 31;

    public static int Compute(ReadOnlySpan<char> text)
    {
        int hash = 0;
        foreach (char unit in text) hash = unchecked((hash * Factor) + unit);
        return hash;
    }

    /// <summary>The same hash of text given in UTF-8.</summary>
    public static int ComputeUtf8(ReadOnlySpan<byte> text) => ContinueUtf8(0, text);

    /// <summary>Continues a hash with more UTF-8 text, as if it had been concatenated.</summary>
    public static int ContinueUtf8(int hash, ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!Ascii.IsValid(text[i])) return ContinueBeyondAscii(hash, text[i..]);
            hash = unchecked((hash * Factor) + text[i]);
        }

        return hash;
    }

    private static int ContinueBeyondAscii(int hash, ReadOnlySpan<byte> text)
    {
        Span<char> units = stackalloc char[2];
        while (!text.IsEmpty)
        {
            // The status does not matter: what cannot be decoded comes back as U+FFFD.
            _ = Rune.DecodeFromUtf8(text, out Rune rune, out int consumed);
            foreach (char unit in units[..rune.EncodeToUtf16(units)]) hash = unchecked((hash * Factor) + unit);
            text = text[consumed..];
        }

        return hash;
    }
}
