namespace Ariane.Protocol.Json;

/// <summary>What comes next, as far as its first byte tells.</summary>
internal enum JsonValueKind
{
    /// <summary>No value: reading has failed.</summary>
    None,

    Object,

    Array,

    /// <summary>Quoted text.</summary>
    Text,

    /// <summary>A number, a boolean or null.</summary>
    Literal,
}
