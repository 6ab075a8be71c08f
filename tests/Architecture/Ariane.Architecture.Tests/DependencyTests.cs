using System.Reflection;

namespace Ariane.Architecture.Tests;

/// <summary>Dependencies point one way: Cli → Server → parts → Client/Storage → Remoting → Protocol.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Ariane.Protocol.Generator"] = [],
        ["Ariane.Protocol"] = [],
        ["Ariane.Remoting"] = ["Ariane.Protocol"],
        ["Ariane.Storage"] = ["Ariane.Protocol"],
        ["Ariane.NameServer"] = ["Ariane.Protocol", "Ariane.Remoting"],
        ["Ariane.Broker"] = ["Ariane.Protocol", "Ariane.Remoting", "Ariane.Storage"],
        ["Ariane.Client"] = ["Ariane.Protocol", "Ariane.Remoting"],
        ["Ariane.Server"] =
            ["Ariane.Protocol", "Ariane.Remoting", "Ariane.Storage", "Ariane.NameServer", "Ariane.Broker"],
        ["Ariane.Cli"] = ["Ariane.Server", "Ariane.Client", "Ariane.Storage"],
    };

    public static TheoryData<string> Projects => [.. Repository.ProjectReferences.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_OnlyWhatItsLayerMay(string project)
    {
        Assert.True(
            Allowed.TryGetValue(project, out string[]? allowed),
            $"{project} has no place in the architecture yet: add it here.");
        Assert.Empty(Repository.ProjectReferences[project].Except(allowed));
    }

    [Theory]
    [InlineData("Ariane.Client")]
    [InlineData("Ariane.Remoting")]
    [InlineData("Ariane.Storage")]
    [InlineData("Ariane.Protocol")]
    [InlineData("Ariane.Broker")]
    [InlineData("Ariane.NameServer")]
    public void Library_Assembly_DoesNotNeedAspNetCore(string name)
    {
        IEnumerable<string?> references = Assembly.Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name);
        Assert.DoesNotContain(
            references, reference => reference!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ariane.Protocol", "System.Net.Sockets")]
    [InlineData("Ariane.Protocol", "System.IO.MemoryMappedFiles")]
    [InlineData("Ariane.Storage", "System.Net.Sockets")]
    [InlineData("Ariane.Broker", "System.Net.Sockets")]
    [InlineData("Ariane.Broker", "System.IO.MemoryMappedFiles")]
    [InlineData("Ariane.NameServer", "System.Net.Sockets")]
    public void Layer_Assembly_KeepsOutOfOthersBusiness(string name, string forbidden)
    {
        Assert.DoesNotContain(Assembly.Load(name).GetReferencedAssemblies(), reference => reference.Name == forbidden);
    }
}
