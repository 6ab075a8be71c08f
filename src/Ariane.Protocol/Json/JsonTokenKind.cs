namespace Ariane.Protocol.Json;

/// <summary>What a <see cref="JsonToken"/> is.</summary>
internal enum JsonTokenKind : byte
{
    /// <summary>Nothing: reading has failed.</summary>
    None,

    /// <summary>Text in single or double quotes.</summary>
    Quoted,

    /// <summary>A number, a literal or an unquoted name.</summary>
    Bare,

    /// <summary>An object that stands as a key.</summary>
    Object,
}
