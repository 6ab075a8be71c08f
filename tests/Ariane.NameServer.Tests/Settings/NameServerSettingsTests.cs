using Ariane.NameServer.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ariane.NameServer.Tests.Settings;

public sealed class NameServerSettingsTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private NameServerOptions Options => NameServerOptions.In(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Format_Defaults_ListsUpstreamsKeysAndValues()
    {
        var expected = GoldenExchange.Load("get-config").Response.Body.Split('\n');
        var actual = NameServerSettings.Format(new NameServerOptions()).Split('\n');

        Assert.Equal(expected.Select(Key), actual.Select(Key));
        string[] ofTheRecordedMachine = ["bindAddress", "configStorePath", "kvConfigPath", "listenPort", "rocketmqHome"];
        Assert.Equal(
            expected.Where(line => !ofTheRecordedMachine.Contains(Key(line))),
            actual.Where(line => !ofTheRecordedMachine.Contains(Key(line))));

        static string Key(string line) => line.Split('=')[0];
    }

    [Fact]
    public async Task ChangeAsync_ValidAndInvalidValues_AppliesSavesAndReports()
    {
        using var settings = Settings(Options);
        var errors = await settings.ChangeAsync(
            [new("enableTopicList", "false"), new("waitSecondsForService", "soon"), new("nobodyKnows", "1")],
            CancellationToken.None);

        Assert.Equal(["waitSecondsForService must be a whole number of seconds from 1 to 86400, not 'soon'"], errors);
        Assert.False(settings.Current.EnableTopicList);
        Assert.Equal(TimeSpan.FromSeconds(45), settings.Current.WaitForService);
        Assert.Equal(NameServerSettings.Format(settings.Current), File.ReadAllText(Options.ConfigStorePath));
        Assert.DoesNotContain("nobodyKnows", NameServerSettings.Format(settings.Current), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeAsync_FileCannotBeWritten_ChangesNothing()
    {
        File.WriteAllText(_directory.File("occupied"), "");
        using var settings = Settings(Options with { ConfigStorePath = _directory.File("occupied/namesrv.properties") });
        await Assert.ThrowsAnyAsync<IOException>(
            () => settings.ChangeAsync([new("enableTopicList", "false")], CancellationToken.None));

        Assert.True(settings.Current.EnableTopicList);
    }

    [Theory]
    [InlineData("configBlackList", true)]
    [InlineData("kvConfigPath", true)]
    [InlineData("rocketmqHome", true)]
    [InlineData("listenPort", true)]
    [InlineData("enableTopicList", false)]
    public void IsBlackListed_FixedAndConfiguredKeys_AreListed(string key, bool expected)
    {
        using var settings = Settings(Options with { ConfigBlackList = "configBlackList; listenPort" });
        Assert.Equal(expected, settings.IsBlackListed(key));
    }

    [Fact]
    public void TryApply_EverySetting_ReadsBackWhatItsDefaultWrites()
    {
        foreach (var setting in NameServerSettingTable.All)
        {
            string text = setting.Read(Options);
            if (text.Length == 0) continue;
            Assert.True(setting.TryApply(Options, text, out var changed, out string? error), error);
            Assert.Equal(text, setting.Read(changed));
        }
    }

    private static NameServerSettings Settings(NameServerOptions options) =>
        new(options, NullLogger<NameServerSettings>.Instance);
}
