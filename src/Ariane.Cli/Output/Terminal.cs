using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ariane.Cli.Output;

/// <summary>Tables and progress for people.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for any table: a file or another program wants whole lines.</summary>
    private const int UnlimitedWidth = 10_000;

    /// <summary>Writes to standard output, wrapped only if that is a terminal.</summary>
    public static void Write(IRenderable content)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = UnlimitedWidth;
        AnsiConsole.Write(content);
    }
}
