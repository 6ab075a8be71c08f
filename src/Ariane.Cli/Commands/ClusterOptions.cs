using System.CommandLine;
using Ariane.Cli.Running;
using Ariane.Client;

namespace Ariane.Cli.Commands;

/// <summary>Options of every command that talks to a cluster, Ariane's or RocketMQ's.</summary>
internal sealed class ClusterOptions
{
    private const string LocalNameServer = "127.0.0.1:9876";

    public Option<string> NameServers { get; } = new("--namesrv", "-n")
    {
        Description = "The name servers, separated by semicolons. Default: NAMESRV_ADDR if set, else " + LocalNameServer + ".",
        HelpName = "ADDRESSES",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, one document per line." };

    public void AddTo(Command command)
    {
        command.Options.Add(NameServers);
        command.Options.Add(Json);
    }

    /// <summary>Connects, runs a command and disconnects. A failure is one sentence on standard error.</summary>
    public async Task<int> RunAsync(
        ParseResult parsed,
        Func<ArianeClient, CancellationToken, Task<int>> command,
        CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Stopping, cancellationToken);
        try
        {
            await using var client = new ArianeClient(new ArianeClientOptions { NameServers = Addresses(parsed) });
            return await command(client, stop.Token);
        }
        catch (Exception exception) when (exception is ArianeClientException or ArgumentException or IOException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private string[] Addresses(ParseResult parsed)
    {
        string addresses = parsed.GetValue(NameServers)
            ?? Environment.GetEnvironmentVariable("NAMESRV_ADDR")
            ?? LocalNameServer;
        return addresses.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
