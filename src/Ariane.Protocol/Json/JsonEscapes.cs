using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ariane.Protocol.Json;

/// <summary>The escape sequences inside quoted text.</summary>
internal static class JsonEscapes
{
    /// <summary>The longest sequence that <see cref="Write"/> writes.</summary>
    public const int MaxEscapeBytes = 6;

    private const int FirstPrintable = 0x20;

    /// <summary>The characters that must not stand in quoted text as they are.</summary>
    public static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, FirstPrintable).Select(static code => (char)code), '"', '\\']);

    /// <summary>
    /// How long a valid sequence at the start of <paramref name="text"/> is, backslash included; 0 if none.
    /// </summary>
    public static int Measure(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return 0;
        return text[1] switch
        {
            (byte)'u' => text.Length >= 6 && IsHex(text[2..6]) ? 6 : 0,
            (byte)'x' => text.Length >= 4 && IsHex(text[2..4]) ? 4 : 0,
            _ => TryGetSimple(text[1], out _) ? 2 : 0,
        };
    }

    /// <summary>Resolves the sequences of text in which all of them are valid.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        // No sequence is shorter in bytes than the one character it stands for.
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            int length = 0;
            while (!text.IsEmpty)
            {
                int plain = text.IndexOf((byte)'\\');
                if (plain < 0) plain = text.Length;
                length += Encoding.UTF8.GetChars(text[..plain], buffer.AsSpan(length));
                text = text[plain..];
                if (text.IsEmpty) break;

                int escapeBytes = Measure(text);
                buffer[length++] = Resolve(text[..escapeBytes]);
                text = text[escapeBytes..];
            }

            return new string(buffer, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes the sequence for one of <see cref="Escaped"/>; returns its length.</summary>
    public static int Write(char character, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        destination[1] = character switch
        {
            '"' or '\\' => (byte)character,
            '\b' => (byte)'b',
            '\f' => (byte)'f',
            '\n' => (byte)'n',
            '\r' => (byte)'r',
            '\t' => (byte)'t',
            _ => (byte)'u',
        };
        if (destination[1] != (byte)'u') return 2;

        bool fits = ((int)character).TryFormat(destination[2..], out _, "X4", CultureInfo.InvariantCulture);
        Debug.Assert(fits);
        return MaxEscapeBytes;
    }

    private static char Resolve(ReadOnlySpan<byte> escape)
    {
        if (escape.Length == 2)
        {
            _ = TryGetSimple(escape[1], out char simple);
            return simple;
        }

        return (char)ushort.Parse(escape[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    /// <summary>The standard ones, and those that fastjson takes besides: ' v and the digits 0 to 7.</summary>
    private static bool TryGetSimple(byte letter, out char value)
    {
        value = (char)letter switch
        {
            '"' or '\'' or '\\' or '/' => (char)letter,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            >= '0' and <= '7' => (char)(letter - '0'),
            _ => char.MaxValue,
        };
        return value != char.MaxValue;
    }

    private static bool IsHex(ReadOnlySpan<byte> digits)
    {
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        }

        return true;
    }
}
