namespace Ariane.Protocol.Frames;

/// <summary>What a name or value of a JSON header is, as far as its readers must tell.</summary>
internal enum JsonKind : byte
{
    /// <summary>A string without escapes: its bytes are its text.</summary>
    String,

    /// <summary>A string that must be unescaped.</summary>
    EscapedString,

    /// <summary>A number, a boolean or anything else that is neither quoted nor bracketed.</summary>
    Literal,

    /// <summary>An object or array, brackets included.</summary>
    Container,

    Null,
}

/// <summary>Where a name or value stands in the scanned bytes; of a string, without its quotes.</summary>
internal readonly record struct JsonToken(JsonKind Kind, int Start, int Length);
