using System.CommandLine;
using System.Net;
using Ariane.Cli.Running;
using Ariane.Server;
using Ariane.Server.Configuration;

namespace Ariane.Cli.Commands.Servers;

/// <summary><c>ariane server</c>: a name server and a broker in one process.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Description = "Where everything is stored; created if needed.",
            DefaultValueFactory = _ => "ariane-data",
            HelpName = "DIR",
        };
        var port = Port("--port", "The broker's port; two below it is used as well. 0 lets the system choose.", 10911);
        var nameServerPort = Port("--namesrv-port", "The name server's port. 0 lets the system choose.", 9876);
        var listen = new Option<IPAddress>("--listen")
        {
            Description = "The address to listen on; 0.0.0.0 for every one of this machine.",
            CustomParser = ParseAddress,
            DefaultValueFactory = _ => IPAddress.Loopback,
            HelpName = "ADDRESS",
        };
        var common = new CommonServerOptions();
        var command = new Command("server", "Run a name server and a broker in one process.")
        {
            data, port, nameServerPort, listen,
        };
        common.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var start = ArianeServerOptions.AllInOne(
                Path.GetFullPath(parsed.GetValue(data)!),
                parsed.GetValue(listen),
                parsed.GetValue(port),
                parsed.GetValue(nameServerPort));
            var configured = ServerConfiguration.Apply(start, common.Read(parsed));
            return ServerRun.RunAsync(configured, parsed.GetValue(common.LogLevel), cancellationToken);
        });
        return command;
    }

    private static Option<int> Port(string name, string description, int port)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => port,
            HelpName = "PORT",
        };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is < 0 or > ushort.MaxValue)
            {
                result.AddError($"{name} must be from 0 to {ushort.MaxValue}.");
            }
        });
        return option;
    }

    private static IPAddress? ParseAddress(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text == "localhost") return IPAddress.Loopback;
        if (IPAddress.TryParse(text, out var address)) return address;

        result.AddError($"'{text}' is not an IP address; try 127.0.0.1, or 0.0.0.0 for every address of this machine.");
        return null;
    }
}
