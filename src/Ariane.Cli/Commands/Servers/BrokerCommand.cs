using System.CommandLine;
using Ariane.Broker;
using Ariane.Cli.Running;
using Ariane.Server;
using Ariane.Server.Configuration;
using Ariane.Storage;

namespace Ariane.Cli.Commands.Servers;

/// <summary><c>ariane broker</c>: a broker by itself, with the flags of <c>mqbroker</c>.</summary>
internal static class BrokerCommand
{
    public static Command Create()
    {
        var nameServers = new Option<string>("--namesrv", "-n", "--namesrvAddr")
        {
            Description = "The name servers to register with, such as ns1:9876;ns2:9876. Default: NAMESRV_ADDR, if set.",
            HelpName = "ADDRESSES",
        };
        var print = new Option<bool>("--print", "-p", "--printConfigItem")
        {
            Description = "Print every setting and exit.",
        };
        var printEffective = new Option<bool>("--print-effective", "-m", "--printImportantConfig")
        {
            Description = "Print the settings that have an effect here and exit.",
        };
        var common = new CommonServerOptions();
        var command = new Command("broker", "Run a broker.") { nameServers, print, printEffective };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var sources = new ConfigurationSources();
            if (Environment.GetEnvironmentVariable("NAMESRV_ADDR") is { Length: > 0 } fromEnvironment)
            {
                sources.Add("namesrvAddr", fromEnvironment, "NAMESRV_ADDR");
            }

            common.ReadInto(sources, parsed);
            if (parsed.GetValue(nameServers) is { } addresses) sources.Add("namesrvAddr", addresses, "-n");
            var configured = ServerConfiguration.Apply(Start(), sources);
            if (parsed.GetValue(print) || parsed.GetValue(printEffective))
            {
                return await SettingsPrint.RunAsync(
                    ServerConfiguration.Format(configured.Options, onlyEffective: !parsed.GetValue(print)));
            }

            return await ServerRun.RunAsync(
                new(new ArianeServerOptions { Broker = configured.Options }, configured.WithoutEffect),
                parsed.GetValue(common.LogLevel),
                cancellationToken);
        });
        return command;
    }

    private static BrokerHostOptions Start() => new()
    {
        Broker = new BrokerOptions
        {
            BrokerName = Environment.MachineName,
            Store = new StoreOptions
            {
                RootDirectory = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "store"),
            },
        },
    };
}
