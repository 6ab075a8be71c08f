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
        string[] ofTheRecordedMachine =
            ["bindAddress", "configStorePath", "kvConfigPath", "listenPort", "rocketmqHome"];
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

    [Theory]
    [InlineData("x\nconfigStorePath=/etc/passwd")]
    [InlineData("x\r\nkvConfigPath=/tmp/kv")]
    [InlineData("swallows the next line\\")]
    public async Task ChangeAsync_ValueThatWouldReachIntoOtherLines_StaysOneValue(string value)
    {
        using var settings = Settings(Options);
        Assert.Empty(await settings.ChangeAsync([new("productEnvName", value)], CancellationToken.None));

        Assert.True(JavaProperties.TryParse(File.ReadAllText(Options.ConfigStorePath), out var saved, out _));
        Assert.Equal(
            NameServerSettingTable.All.Select(setting => setting.Key).Order(StringComparer.Ordinal),
            saved.Select(entry => entry.Key));
        Assert.Equal(value, saved.Single(entry => entry.Key == "productEnvName").Value);
        Assert.Equal(Options.ConfigStorePath, saved.Single(entry => entry.Key == "configStorePath").Value);
    }

    [Theory]
    [InlineData("bindAddress", "nowhere")]
    [InlineData("bindAddress", "127.0.0.1\nlistenPort=1")]
    public async Task ChangeAsync_ValueThatCouldNotBeStartedWith_IsLeft(string key, string value)
    {
        using var settings = Settings(Options);
        Assert.Single(await settings.ChangeAsync([new(key, value)], CancellationToken.None));
        Assert.Equal(Options.BindAddress, settings.Current.BindAddress);
    }

    [Fact]
    public async Task ChangeAsync_VeryLongValue_IsLeftAndNotRepeated()
    {
        using var settings = Settings(Options);
        string error = Assert.Single(await settings.ChangeAsync(
            [new("productEnvName", new string('x', 100_000))], CancellationToken.None));
        Assert.InRange(error.Length, 1, 200);
    }

    [Fact]
    public async Task ChangeAsync_FileCannotBeWritten_ChangesNothing()
    {
        File.WriteAllText(_directory.File("occupied"), "");
        using var settings = Settings(
            Options with { ConfigStorePath = _directory.File("occupied/namesrv.properties") });
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
