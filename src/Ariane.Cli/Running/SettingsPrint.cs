namespace Ariane.Cli.Running;

/// <summary>Prints settings, one per line.</summary>
internal static class SettingsPrint
{
    public static async Task<int> RunAsync(IEnumerable<string> lines)
    {
        foreach (string line in lines) await Console.Out.WriteLineAsync(line);
        return ExitCode.Success;
    }
}
