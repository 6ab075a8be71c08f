namespace Ariane.Protocol.Generator;

/// <summary>The types that a field of a header can have, nullability aside.</summary>
internal enum FieldKind
{
    String,
    Int32,
    Int64,
    Boolean,

    /// <summary><c>ReadOnlyMemory&lt;byte&gt;</c>: unescaped UTF-8 that is never made a string.</summary>
    Utf8,
}
