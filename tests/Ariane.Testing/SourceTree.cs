namespace Ariane.Testing;

/// <summary>The checkout that a test was built in. Thread-safe.</summary>
public static class SourceTree
{
    /// <summary>
    /// The folder with the solution. Found from where the test's assembly lies, not from the paths the compiler
    /// knew: a deterministic build replaces those.
    /// </summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string from)
    {
        for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ariane.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No Ariane.slnx in or above {from}.");
    }
}
