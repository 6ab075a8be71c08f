using Ariane.Hostile.Fuzzing;
using Ariane.Hostile.Wire;

namespace Ariane.Hostile.Tests;

/// <summary>The short form of the fuzzers of <c>eng/hostile</c>, with fixed seeds.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ariane-hostile-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Server_UnderMutatedFramesAndRequests_AnswersOrClosesAndStartsAgain(bool isOverSockets, int seed)
    {
        await using FuzzServer server = await FuzzServer.StartAsync(_directory, isOverSockets);
        var fuzzer = new Fuzzer(server, Corpus.Load(), seed);

        await fuzzer.SendFramesAsync(200);
        await fuzzer.SendRequestsAsync(1500);
        await fuzzer.RestartAsync();
        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Take(10)));
        await fuzzer.SendRequestsAsync(200);

        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Take(10)));
        Assert.True(fuzzer.Answers.Count >= 8, $"only the codes {string.Join(' ', fuzzer.Answers.Keys)}");
    }

    [Fact]
    public async Task Server_UnderItsWholeCorpus_AnswersOrClosesAndStartsAgain()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(_directory, isOverSockets: false);
        var fuzzer = new Fuzzer(server, Corpus.Load(), seed: 3);

        await fuzzer.SendCorpusAsync();
        await fuzzer.RestartAsync();

        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Take(10)));
    }

    [Fact]
    public async Task Server_UnderJsonAsDeepAsItReads_AnswersAndStartsAgain()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(_directory, isOverSockets: false);
        var fuzzer = new Fuzzer(server, Corpus.Load(), seed: 6);

        await fuzzer.SendNestedAsync();
        await fuzzer.RestartAsync();

        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Take(10)));
        int taken = fuzzer.Answers.GetValueOrDefault(0);
        Assert.True(taken >= 30, $"taken were only {taken}");
    }

    [Fact]
    public void Settings_Damaged_AreReadOrRefusedWithTheReason()
    {
        var fuzzer = new ConfigurationFuzzer(_directory, seed: 4);

        fuzzer.ReadSettings(500);

        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Take(10)));
    }

    [Fact]
    public async Task Stores_WithDamagedConfiguration_OpenOrSayWhy()
    {
        var fuzzer = new ConfigurationFuzzer(_directory, seed: 5);

        await fuzzer.OpenStoresAsync(40);

        Assert.True(fuzzer.Findings.Count == 0, string.Join('\n', fuzzer.Findings.Take(10)));
    }
}
