namespace Ariane.Protocol.Json;

/// <summary>The two forms in which upstream writes JSON.</summary>
internal enum JsonLayout
{
    /// <summary>No white space: all bodies on the wire. Some clients cut them up by hand and rely on it.</summary>
    Compact,

    /// <summary>Tabs and line breaks, as fastjson's pretty format: the configuration files.</summary>
    Indented,
}
