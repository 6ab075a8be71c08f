using System.Text;

namespace Ariane.Protocol.Frames;

/// <summary>Takes the escapes out of a JSON string.</summary>
internal static class JsonText
{
    private const int UnicodeEscapeBytes = 6;    // backslash, u, four hexadecimal digits

    /// <summary>
    /// Writes the text of the string between its quotes; it is never longer than <paramref name="escaped"/>.
    /// </summary>
    /// <returns>The bytes written, or -1 when an escape is not valid.</returns>
    public static int Unescape(ReadOnlySpan<byte> escaped, Span<byte> text)
    {
        int written = 0;
        while (true)
        {
            int run = escaped.IndexOf((byte)'\\');
            ReadOnlySpan<byte> plain = run < 0 ? escaped : escaped[..run];
            plain.CopyTo(text[written..]);
            written += plain.Length;
            if (run < 0) return written;

            escaped = escaped[run..];
            int consumed = UnescapeOne(escaped, text[written..], out int bytes);
            if (consumed < 0) return -1;
            escaped = escaped[consumed..];
            written += bytes;
        }
    }

    /// <summary>The text of the string in scratch memory; empty when an escape is not valid.</summary>
    public static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> escaped, HeaderScratch scratch) =>
        UnescapeToMemory(escaped, scratch).Span;

    /// <inheritdoc cref="Unescape(ReadOnlySpan{byte}, HeaderScratch)"/>
    public static ReadOnlyMemory<byte> UnescapeToMemory(ReadOnlySpan<byte> escaped, HeaderScratch scratch)
    {
        Memory<byte> text = scratch.Take(escaped.Length);
        int written = Math.Max(Unescape(escaped, text.Span), 0);
        scratch.GiveBack(escaped.Length - written);
        return text[..written];
    }

    /// <summary>Reads the escape at the front; returns its length, or -1.</summary>
    private static int UnescapeOne(ReadOnlySpan<byte> escaped, Span<byte> text, out int written)
    {
        written = 1;
        if (escaped.Length < 2) return -1;
        if (escaped[1] == 'u') return UnescapeUnicode(escaped, text, out written);

        byte character = escaped[1] switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'t' => (byte)'\t',
            (byte)'r' => (byte)'\r',
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'\'' => escaped[1],
            _ => 0,
        };
        if (character == 0) return -1;
        text[0] = character;
        return 2;
    }

    private static int UnescapeUnicode(ReadOnlySpan<byte> escaped, Span<byte> text, out int written)
    {
        written = 0;
        if (!TryReadCodeUnit(escaped, out char high)) return -1;
        if (char.IsAscii(high))
        {
            // The separators of message properties, U+0001 and U+0002, are by far the most frequent.
            text[0] = (byte)high;
            written = 1;
            return UnicodeEscapeBytes;
        }

        Rune rune = Rune.ReplacementChar;
        int consumed = UnicodeEscapeBytes;
        if (!char.IsSurrogate(high))
        {
            rune = new Rune(high);
        }
        else if (TryReadCodeUnit(escaped[UnicodeEscapeBytes..], out char low)
            && Rune.TryCreate(high, low, out Rune pair))
        {
            rune = pair;
            consumed += UnicodeEscapeBytes;
        }

        written = rune.EncodeToUtf8(text);
        return consumed;
    }

    private static bool TryReadCodeUnit(ReadOnlySpan<byte> escaped, out char unit)
    {
        unit = default;
        if (escaped.Length < UnicodeEscapeBytes || escaped[0] != '\\' || escaped[1] != 'u') return false;

        int value = 0;
        int flaws = 0;
        foreach (byte digit in escaped[2..UnicodeEscapeBytes])
        {
            int digitValue = HexValue(digit);
            flaws |= digitValue;
            value = (value << 4) | digitValue;
        }

        unit = (char)value;
        return flaws >= 0;
    }

    /// <summary>The value of a hexadecimal digit; negative when it is none.</summary>
    private static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
