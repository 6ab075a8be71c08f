namespace Ariane.Interop.Tests;

/// <summary>
/// Scenarios of <c>ali-ons</c>, a RocketMQ client for Node.js, against the server. Each checks itself.
/// </summary>
public sealed class AliOnsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static TheoryData<string> Scenarios =>
    [
        .. Directory.EnumerateFiles(Path.Combine(NodeScript.Folder, "scenarios"), "*.js")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Scenario(string name)
    {
        Assert.True(
            Directory.Exists(Path.Combine(NodeScript.Folder, "node_modules", "ali-ons")),
            $"The client is not installed. Run `npm ci` in {NodeScript.Folder}, or eng/test.");

        (int? exitCode, string output) = await NodeScript.RunAsync($"scenarios/{name}.js", server.NameServer, Limit);

        string end = exitCode is { } code ? $"ended with {code}" : "did not end";
        Assert.True(exitCode == 0, $"{name} {end}:\n{output}\nThe server:\n{server.Log}");
    }
}
