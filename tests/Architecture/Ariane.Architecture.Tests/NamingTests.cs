using System.Text.RegularExpressions;

namespace Ariane.Architecture.Tests;

/// <summary>A thing lives with the concept it serves, under a name that says what it is.</summary>
public sealed partial class NamingTests
{
    [Fact]
    public void Types_Names_SayWhatTheyAre()
    {
        string[] offenders = Repository.ProjectReferences.Keys
            .SelectMany(Repository.SourcesOf)
            .SelectMany(path => TypeName().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value))
            .Where(name => VagueEnding().IsMatch(name))
            .ToArray();
        Assert.Empty(offenders);
    }

    [Fact]
    public void Namespaces_FollowTheFolders()
    {
        foreach (string project in Repository.ProjectReferences.Keys)
        {
            foreach (string path in Repository.SourcesOf(project))
            {
                Match match = Namespace().Match(File.ReadAllText(path));
                // Polyfills that the compiler looks for live where it looks for them.
                if (!match.Success || match.Groups[1].Value.StartsWith("System.", StringComparison.Ordinal)) continue;
                string folder = Path.GetRelativePath(
                    Path.Combine(Repository.Root, "src"), Path.GetDirectoryName(path)!);
                Assert.Equal(folder.Replace(Path.DirectorySeparatorChar, '.'), match.Groups[1].Value);
            }
        }
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|record(?: struct)?)\s+([A-Z]\w+)")]
    private static partial Regex TypeName();

    [GeneratedRegex("(Utils?|Helpers?|Manager|Impl|Processor|Util)$")]
    private static partial Regex VagueEnding();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
