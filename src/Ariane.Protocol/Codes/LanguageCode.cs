namespace Ariane.Protocol.Codes;

/// <summary>The implementation language that a peer announces in every frame.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/LanguageCode.java; JSON headers carry the upstream name (<c>NODE_JS</c>).
/// </remarks>
public enum LanguageCode : byte
{
    Java = 0,
    Cpp = 1,
    Dotnet = 2,
    Python = 3,
    Delphi = 4,
    Erlang = 5,
    Ruby = 6,
    Other = 7,
    Http = 8,
    Go = 9,
    Php = 10,
    Oms = 11,
    Rust = 12,
    NodeJs = 13,
}
