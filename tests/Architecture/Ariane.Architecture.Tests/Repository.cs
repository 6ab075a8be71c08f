using System.Xml.Linq;
using Ariane.Testing;

namespace Ariane.Architecture.Tests;

/// <summary>The source tree these tests judge.</summary>
internal static class Repository
{
    public static string Root => SourceTree.Root;

    /// <summary>Every project below <c>src</c> with the projects it references.</summary>
    public static IReadOnlyDictionary<string, string[]> ProjectReferences { get; } =
        Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path)!, ReferencesOf);

    /// <summary>The C# files of one project, relative to the root.</summary>
    public static IEnumerable<string> SourcesOf(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains(
                $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string[] ReferencesOf(string projectFile) =>
        XDocument.Load(projectFile).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("OutputItemType") != "Analyzer")
            .Select(reference =>
                Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
            .ToArray();
}
