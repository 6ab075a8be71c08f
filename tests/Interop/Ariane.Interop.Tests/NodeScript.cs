using System.Diagnostics;
using Ariane.Testing;

namespace Ariane.Interop.Tests;

/// <summary>Runs a script of the Node.js project beside this one.</summary>
internal static class NodeScript
{
    /// <summary>The folder of the Node.js project.</summary>
    public static string Folder { get; } = Path.Combine(SourceTree.Root, "tests", "Interop", "ali-ons");

    /// <summary>Runs a script to its end, and ends it when that takes too long.</summary>
    /// <returns>The exit code, null if it had to be ended, and what it printed.</returns>
    public static async Task<(int? ExitCode, string Output)> RunAsync(string script, string argument, TimeSpan limit)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [script, argument])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!; // Null only when the shell opens a document.
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var overdue = new CancellationTokenSource(limit);
        bool ended = true;
        try
        {
            await process.WaitForExitAsync(overdue.Token);
        }
        catch (OperationCanceledException)
        {
            ended = false;
            process.Kill(entireProcessTree: true);
        }

        string printed = await output + await errors;
        return (ended ? process.ExitCode : null, printed);
    }
}
