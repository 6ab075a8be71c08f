using System.Net;
using Ariane.NameServer.Settings;
using Ariane.Server.Configuration;

namespace Ariane.Server.Tests.Configuration;

public sealed class ServerConfigurationTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    private static BrokerHostOptions Broker { get; } = ArianeServerOptions.AllInOne("data").Broker!;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Apply_EverySettingOfAnUpstreamBroker_IsKnownAndAccepted()
    {
        var sources = new ConfigurationSources()
            .AddFile(Path.Combine(AppContext.BaseDirectory, "Golden/getBrokerConfig.txt"));
        Assert.Equal(411, sources.Entries.Count);
        var configured = ServerConfiguration.Apply(Broker, sources);

        Assert.Equal("broker-a", configured.Options.Broker.BrokerName);
        Assert.Equal(["127.0.0.3:19876"], configured.Options.Broker.Registration.NameServers);
        Assert.Equal(TimeSpan.FromHours(48), configured.Options.Broker.Store.Retention);
        Assert.Contains("sendMessageThreadPoolNums", configured.WithoutEffect);
        Assert.DoesNotContain("brokerName", configured.WithoutEffect);
    }

    [Fact]
    public void Format_AnythingApplied_ReadsBack()
    {
        var sources = new ConfigurationSources()
            .AddFile(Path.Combine(AppContext.BaseDirectory, "Golden/getBrokerConfig.txt"));
        var formatted = ServerConfiguration
            .Format(ServerConfiguration.Apply(Broker, sources).Options, onlyEffective: false)
            .ToHashSet();

        Assert.All(sources.Entries, entry => Assert.Contains($"{entry.Key}={entry.Value}", formatted));
    }

    [Fact]
    public void Apply_SeveralMistakes_AreAllReportedWithTheirPlaces()
    {
        string file = _directory.File("broker.conf");
        File.WriteAllText(file, "brokerName=b\nflushDiskTyp=SYNC_FLUSH\nlistenPort=123456\n");
        var sources = new ConfigurationSources()
            .AddFile(file)
            .AddAssignment("fileReservedTime=many", "--set")
            .AddAssignment("nonsense", "--set")
            .AddFile(_directory.File("none.conf"));
        var exception = Assert.Throws<ConfigurationException>(() => ServerConfiguration.Apply(Broker, sources));

        Assert.Equal(5, exception.Problems.Count);
        string[] lines = exception.Message.Split(Environment.NewLine);
        Assert.Contains($"{file}:2: there is no setting flushDiskTyp; did you mean flushDiskType?", lines);
        Assert.Contains($"{file}:3: listenPort must be a whole number from 0 to 65535, but is '123456'", lines);
        Assert.Contains(
            "--set: fileReservedTime must be a whole number of hours from 0 to 876000, but is 'many'", lines);
        Assert.Contains("--set: 'nonsense' is not of the form key=value", lines);
        Assert.Contains(lines, line => line.StartsWith(_directory.File("none.conf"), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aclEnable", "true")]
    [InlineData("authenticationEnabled", "true")]
    [InlineData("brokerRole", "SLAVE")]
    [InlineData("brokerId", "1")]
    [InlineData("storeType", "defaultRocksDB")]
    [InlineData("enableDLegerCommitLog", "true")]
    [InlineData("inSyncReplicas", "2")]
    public void Apply_PromiseThatCannotBeKept_IsRefused(string key, string value)
    {
        var exception = Assert.Throws<ConfigurationException>(() => Apply(key, value));
        Assert.StartsWith($"test: {key} must be ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sendMessageThreadPoolNums", "lots")]
    [InlineData("warmMapedFileEnable", "yes")]
    [InlineData("brokerIP1", "not an address")]
    [InlineData("namesrvAddr", "host-without-port")]
    [InlineData("namesrvAddr", ";")]
    [InlineData("deleteWhen", "24")]
    [InlineData("brokerPermission", "7")]
    [InlineData("flushDiskType", "sync")]
    [InlineData("autoCreateTopicEnable", "1")]
    [InlineData("mappedFileSizeCommitLog", "-1")]
    public void Apply_ValueOfTheWrongKind_IsRefused(string key, string value) =>
        Assert.Throws<ConfigurationException>(() => Apply(key, value));

    [Fact]
    public void Apply_LaterEntry_Wins()
    {
        var sources = new ConfigurationSources().Add("brokerName", "one", "file").Add("brokerName", " two ", "--set");
        Assert.Equal("two", ServerConfiguration.Apply(Broker, sources).Options.Broker.BrokerName);
    }

    [Fact]
    public void Apply_ToBothServers_SharedNamesMeanTheBroker()
    {
        var sources = new ConfigurationSources()
            .Add("listenPort", "1234", "test")
            .Add("bindAddress", "127.0.0.2", "test")
            .Add("notifyMinBrokerIdChanged", "true", "test")
            .Add("deleteWhen", "04;05", "test");
        var options = ServerConfiguration.Apply(ArianeServerOptions.AllInOne("data"), sources).Options;

        Assert.Equal(1234, options.Broker!.Broker.Port);
        Assert.Equal(9876, options.NameServer!.ListenPort);
        Assert.Equal(IPAddress.Parse("127.0.0.2"), options.Broker.BindAddress);
        Assert.Equal("127.0.0.2", options.NameServer.BindAddress);
        Assert.True(options.NameServer.NotifyMinBrokerIdChanged);
        Assert.Equal([4, 5], options.Broker.Broker.Store.DeleteHours);
    }

    [Fact]
    public void Apply_ToANameServer_ReportsWhatMeansNothing()
    {
        var sources = new ConfigurationSources().Add("serverWorkerThreads", "4", "test").Add("listenPort", "0", "test");
        var configured = ServerConfiguration.Apply(new NameServerOptions(), sources);

        Assert.Equal(0, configured.Options.ListenPort);
        Assert.Equal(["serverWorkerThreads"], configured.WithoutEffect);
    }

    private static Configured<BrokerHostOptions> Apply(string key, string value) =>
        ServerConfiguration.Apply(Broker, new ConfigurationSources().Add(key, value, "test"));
}
