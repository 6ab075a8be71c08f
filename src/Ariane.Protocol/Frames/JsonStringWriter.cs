using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Ariane.Protocol.Frames;

/// <summary>
/// Writes JSON strings with their quotes: the least escapes that any parser needs, all else as UTF-8.
/// </summary>
internal static class JsonStringWriter
{
    private const string ControlCharacters =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f" +
        "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    private const int LongestEscapeBytes = 6;    // backslash, u, four hexadecimal digits

    private static readonly SearchValues<char> EscapedChars = SearchValues.Create(ControlCharacters + "\"\\");

    private static readonly SearchValues<byte> EscapedBytes =
        SearchValues.Create(Encoding.ASCII.GetBytes(ControlCharacters + "\"\\"));

    /// <summary>Writes text; lone surrogates become replacement characters.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        Put(output, (byte)'"');
        while (true)
        {
            int run = text.IndexOfAny(EscapedChars);
            ReadOnlySpan<char> plain = run < 0 ? text : text[..run];
            Span<byte> free = output.GetSpan(Encoding.UTF8.GetMaxByteCount(plain.Length));
            output.Advance(Encoding.UTF8.GetBytes(plain, free));
            if (run < 0) break;

            PutEscape(output, (byte)text[run]);
            text = text[(run + 1)..];
        }

        Put(output, (byte)'"');
    }

    /// <summary>Writes UTF-8; bytes that are none become replacement characters.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            Write(output, Encoding.UTF8.GetString(utf8));
            return;
        }

        Put(output, (byte)'"');
        while (true)
        {
            int run = utf8.IndexOfAny(EscapedBytes);
            output.Write(run < 0 ? utf8 : utf8[..run]);
            if (run < 0) break;

            PutEscape(output, utf8[run]);
            utf8 = utf8[(run + 1)..];
        }

        Put(output, (byte)'"');
    }

    private static void Put(IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    private static void PutEscape(IBufferWriter<byte> output, byte character)
    {
        Span<byte> free = output.GetSpan(LongestEscapeBytes);
        free[0] = (byte)'\\';
        byte letter = character switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            (byte)'"' or (byte)'\\' => character,
            _ => (byte)'u',
        };
        free[1] = letter;
        if (letter == 'u')
        {
            "00"u8.CopyTo(free[2..]);
            free[4] = (byte)('0' + (character >> 4));
            free[5] = (byte)"0123456789abcdef"[character & 0xF];
        }

        output.Advance(letter == 'u' ? LongestEscapeBytes : 2);
    }
}
