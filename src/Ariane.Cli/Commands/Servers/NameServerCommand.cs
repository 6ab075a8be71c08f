using System.CommandLine;
using Ariane.Cli.Running;
using Ariane.NameServer.Settings;
using Ariane.Server;
using Ariane.Server.Configuration;

namespace Ariane.Cli.Commands.Servers;

/// <summary><c>ariane namesrv</c>: a name server by itself, with the flags of <c>mqnamesrv</c>.</summary>
internal static class NameServerCommand
{
    public static Command Create()
    {
        var print = new Option<bool>("--print", "-p", "--printConfigItem")
        {
            Description = "Print every setting and exit.",
        };
        var nameServers = new Option<string>("--namesrv", "-n", "--namesrvAddr")
        {
            Description = "Accepted as by mqnamesrv; name servers do not know of each other.",
            HelpName = "ADDRESSES",
        };
        var common = new CommonServerOptions();
        var command = new Command("namesrv", "Run a name server.") { print, nameServers };
        common.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configured = ServerConfiguration.Apply(Start(parsed.GetValue(common.Files)), common.Read(parsed));
            if (parsed.GetValue(print))
            {
                return await SettingsPrint.RunAsync(
                    ServerConfiguration.Format(configured.Options, onlyEffective: false));
            }

            return await ServerRun.RunAsync(
                new(new ArianeServerOptions { NameServer = configured.Options }, configured.WithoutEffect),
                parsed.GetValue(common.LogLevel),
                cancellationToken);
        });
        return command;
    }

    /// <summary>Settings that are changed at run time go where they came from, as upstream.</summary>
    private static NameServerOptions Start(string[]? files) => files is [.., var last]
        ? new NameServerOptions { ConfigStorePath = Path.GetFullPath(last) }
        : new NameServerOptions();
}
