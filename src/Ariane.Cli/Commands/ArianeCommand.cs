using System.CommandLine;
using Ariane.Cli.Commands.Benchmarks;
using Ariane.Cli.Commands.Messages;
using Ariane.Cli.Commands.Servers;
using Ariane.Cli.Commands.Stores;
using Ariane.Cli.Commands.Topics;
using Ariane.Cli.Running;
using Ariane.Server.Configuration;

namespace Ariane.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class ArianeCommand
{
    private const string Description = """
        Ariane is a message broker that speaks RocketMQ.

        Try it:
          ariane server                                   a name server and a broker on this machine, data in ./ariane-data
          ariane server --data /var/lib/ariane --listen 0.0.0.0
          ariane server -c broker.conf --set flushDiskType=SYNC_FLUSH

        Run the parts by themselves, with the flags of mqnamesrv and mqbroker:
          ariane namesrv -c namesrv.conf
          ariane broker -n 'ns1:9876;ns2:9876' -c broker.conf
          ariane broker -c broker.conf -p                 print every setting and exit

        Use any cluster, Ariane's or RocketMQ's:
          ariane topic create orders --queues 4
          ariane send orders 'hello' --tag paid --key 4711
          ariane consume orders --group shop --count 10 --json
          ariane bench produce --seconds 10 --size 1024

        Look into the store of a broker that does not run:
          ariane store check ariane-data
          ariane store dump ariane-data --topic orders --json

        Settings have RocketMQ's names, in files and with --set. Ctrl+C or SIGTERM stops cleanly.
        """;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand(Description)
        {
            ServerCommand.Create(), NameServerCommand.Create(), BrokerCommand.Create(),
            TopicCommand.Create(), SendCommand.Create(), ConsumeCommand.Create(), BenchCommand.Create(),
            StoreCommand.Create(),
        };
        var parsed = root.Parse(arguments.Length == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0) return await RefuseAsync(parsed);

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                // Signals are the running command's; failures are told as one sentence, not as a stack.
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (ConfigurationException exception)
        {
            foreach (var problem in exception.Problems) await Console.Error.WriteLineAsync(problem.ToString());
            return ExitCode.Usage;
        }
    }

    /// <summary>Says what is wrong and where to read on, instead of a page of help.</summary>
    private static async Task<int> RefuseAsync(ParseResult parsed)
    {
        foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);

        string command = parsed.CommandResult.Command is RootCommand ? "" : $" {parsed.CommandResult.Command.Name}";
        await Console.Error.WriteLineAsync($"See: ariane{command} --help");
        return ExitCode.Usage;
    }
}
