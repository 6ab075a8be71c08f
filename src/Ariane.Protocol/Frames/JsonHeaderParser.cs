using System.Buffers.Text;
using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Frames;

/// <summary>Decodes headers of codec 0: a JSON object, read as leniently as fastjson reads it upstream.</summary>
/// <remarks>
/// Numbers may be strings, names may begin with the other letter case, nulls count as absent, of duplicates the last
/// wins. Source: remoting/.../remoting/protocol/RemotingSerializable.java.
/// </remarks>
internal static class JsonHeaderParser
{
    private const int LongestNameBytes = 9;    // extFields

    private const string NotAnObject = "the header is not a JSON object";

    /// <summary>Fills <paramref name="parts"/>; returns what is wrong, or null.</summary>
    public static string? Parse(ReadOnlySpan<byte> json, HeaderScratch scratch, ref HeaderParts parts)
    {
        var scanner = new JsonScanner(json);
        if (!scanner.BeginObject()) return NotAnObject;
        while (scanner.NextMember(out JsonToken name, out JsonToken value))
        {
            string? error = ReadMember(NameOf(json, name, scratch), json, value, ref parts);
            if (error is not null) return error;
        }

        return scanner.IsMalformed || !scanner.IsAtEnd() ? NotAnObject : null;
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> json, in JsonToken name, HeaderScratch scratch)
    {
        ReadOnlySpan<byte> raw = json.Slice(name.Start, name.Length);
        return name.Kind == JsonKind.String ? raw : JsonText.Unescape(raw, scratch);
    }

    private static string? ReadMember(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, in JsonToken value, ref HeaderParts parts)
    {
        switch (name.Length)
        {
            case 4 when name.SequenceEqual("code"u8):
                return TryReadNumber(json, value, ref parts.Code) ? null : "the header's code is not a number";
            case 4 when name.SequenceEqual("flag"u8):
                return TryReadNumber(json, value, ref parts.Flags) ? null : "the header's flag is not a number";
            case 6 when name.SequenceEqual("opaque"u8):
                return TryReadNumber(json, value, ref parts.Opaque) ? null : "the header's opaque is not a number";
            case 7 when name.SequenceEqual("version"u8):
                return TryReadNumber(json, value, ref parts.Version) ? null : "the header's version is not a number";
            case 6 when name.SequenceEqual("remark"u8):
                ReadRemark(value, ref parts);
                return null;
            case 8 when name.SequenceEqual("language"u8):
                parts.Language = ReadLanguage(json, value);
                return null;
            case 9 when name.SequenceEqual("extFields"u8):
                return TryReadFields(json, value, ref parts) ? null : "the header's extFields are not an object";
            case > 0 and <= LongestNameBytes when char.IsAsciiLetterUpper((char)name[0]):
                return ReadCapitalisedMember(name, json, value, ref parts);
            default:
                return null;
        }
    }

    /// <summary>Upstream's smart match takes the first letter in either case.</summary>
    private static string? ReadCapitalisedMember(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, in JsonToken value, ref HeaderParts parts)
    {
        Span<byte> lower = stackalloc byte[LongestNameBytes];
        name.CopyTo(lower);
        lower[0] |= 0x20;
        return ReadMember(lower[..name.Length], json, value, ref parts);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> json, in JsonToken value, ref int number)
    {
        if (value.Kind == JsonKind.Null) return true;
        if (!Utf8Parser.TryParse(json.Slice(value.Start, value.Length), out int read, out int consumed)) return false;
        number = read;
        return consumed == value.Length;
    }

    private static void ReadRemark(in JsonToken value, ref HeaderParts parts)
    {
        parts.HasRemark = value.Kind != JsonKind.Null;
        parts.IsRemarkEscaped = value.Kind == JsonKind.EscapedString;
        (parts.RemarkStart, parts.RemarkBytes) = (value.Start, value.Length);
    }

    private static LanguageCode ReadLanguage(ReadOnlySpan<byte> json, in JsonToken value)
    {
        ReadOnlySpan<byte> text = json.Slice(value.Start, value.Length);
        if (value.Kind == JsonKind.Null) return LanguageCode.Java;
        return Utf8Parser.TryParse(text, out byte number, out int consumed) && consumed == text.Length
            ? LanguageNames.FromCode(number)
            : LanguageNames.FromName(text);
    }

    private static bool TryReadFields(ReadOnlySpan<byte> json, in JsonToken value, ref HeaderParts parts)
    {
        bool isObject = value.Kind == JsonKind.Container && json[value.Start] == '{';
        (parts.FieldsStart, parts.FieldsBytes) = isObject ? (value.Start, value.Length) : (0, 0);
        return isObject || value.Kind == JsonKind.Null;
    }
}
