using System.Text;

namespace Ariane.Protocol.Codes;

/// <summary>The names that languages have on the wire and in what operators see.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/LanguageCode.java.</remarks>
public static class LanguageNames
{
    /// <summary>The language with a code; <see cref="LanguageCode.Other"/> when there is none.</summary>
    public static LanguageCode FromCode(int code) =>
        (uint)code <= (uint)LanguageCode.NodeJs ? (LanguageCode)code : LanguageCode.Other;

    /// <summary>
    /// The language with a name in any letter case; <see cref="LanguageCode.Other"/> when there is none.
    /// </summary>
    public static LanguageCode FromName(ReadOnlySpan<byte> utf8Name)
    {
        if (utf8Name.SequenceEqual("JAVA"u8)) return LanguageCode.Java;
        for (var language = LanguageCode.Java; language <= LanguageCode.NodeJs; language++)
        {
            if (Ascii.EqualsIgnoreCase(utf8Name, Utf8NameOf(language))) return language;
        }

        return LanguageCode.Other;
    }

    /// <summary>Upstream's name of a language, as it stands in JSON.</summary>
    public static ReadOnlySpan<byte> Utf8NameOf(LanguageCode language) => language switch
    {
        LanguageCode.Java => "JAVA"u8,
        LanguageCode.Cpp => "CPP"u8,
        LanguageCode.Dotnet => "DOTNET"u8,
        LanguageCode.Python => "PYTHON"u8,
        LanguageCode.Delphi => "DELPHI"u8,
        LanguageCode.Erlang => "ERLANG"u8,
        LanguageCode.Ruby => "RUBY"u8,
        LanguageCode.Http => "HTTP"u8,
        LanguageCode.Go => "GO"u8,
        LanguageCode.Php => "PHP"u8,
        LanguageCode.Oms => "OMS"u8,
        LanguageCode.Rust => "RUST"u8,
        LanguageCode.NodeJs => "NODE_JS"u8,
        _ => "OTHER"u8,
    };

    /// <inheritdoc cref="Utf8NameOf"/>
    public static string NameOf(LanguageCode language) => Encoding.UTF8.GetString(Utf8NameOf(language));
}
