using System.Text;

namespace Ariane.Protocol.Headers;

/// <summary>The sentences with which reading a header fails. Called by generated code, off the hot path.</summary>
public static class FieldError
{
    private const int ShownBytes = 48;

    /// <summary>The ext fields as a whole cannot be read.</summary>
    public const string Malformed = "the ext fields are not well formed";

    /// <summary>The current field does not hold a 32-bit number.</summary>
    public static string NotInt32(ref FieldReader fields) => NotA("int32", ref fields);

    /// <summary>The current field does not hold a 64-bit number.</summary>
    public static string NotInt64(ref FieldReader fields) => NotA("int64", ref fields);

    private static string NotA(string type, ref FieldReader fields) =>
        $"field '{Shown(fields.Name)}' is not an {type}: '{Shown(fields.GetUtf8().Span)}'";

    private static string Shown(ReadOnlySpan<byte> text) => text.Length <= ShownBytes
        ? Encoding.UTF8.GetString(text)
        : Encoding.UTF8.GetString(text[..ShownBytes]) + "...";
}
