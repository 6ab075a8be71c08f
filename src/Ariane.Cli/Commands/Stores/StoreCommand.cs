using System.CommandLine;
using Ariane.Cli.Logging;
using Ariane.Cli.Output;
using Ariane.Cli.Running;
using Ariane.Server.Configuration;
using Ariane.Storage;
using Ariane.Storage.Files;
using Ariane.Storage.Inspection;
using Microsoft.Extensions.Logging;

namespace Ariane.Cli.Commands.Stores;

/// <summary><c>ariane store</c>: checks, dumps and repairs the store of a broker that does not run.</summary>
internal static class StoreCommand
{
    private static readonly Argument<DirectoryInfo> Directory = new("dir")
    {
        Description = "The root of the store: --data of ariane server, or storePathRootDir.",
    };

    private static readonly Option<string[]> Files = new("--config", "-c")
    {
        Description = "The broker's file of settings, if sizes of files are not the default.",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Settings = new("--set")
    {
        Description = "One setting of the store, such as mappedFileSizeCommitLog=67108864.",
        HelpName = "KEY=VALUE",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON, one document per line." };

    public static Command Create() => new("store", "Check, dump or repair the store of a broker that does not run.")
    {
        Check(), Dump(), Rebuild(),
    };

    private static Command Check()
    {
        var command = new Command("check", "Compare log, queues and index with each other. Writes nothing.")
        {
            Directory, Files, Settings, Json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            async stop =>
            {
                using var inspection = StoreInspection.Open(Options(parsed), new PhysicalFiles());
                var report = await ProgressBars.ShowAsync(progress => inspection.Check(progress, stop));
                await Console.Out.WriteLineAsync(
                    parsed.GetValue(Json) ? StoreReportText.ToJson(report) : StoreReportText.ToText(report));
                return report.IsSound ? ExitCode.Success : ExitCode.Failure;
            },
            cancellationToken));
        return command;
    }

    private static Command Dump()
    {
        var topic = new Option<string>("--topic") { Description = "Only messages of this topic." };
        var from = new Option<long>("--from") { Description = "Begin at this offset of the log.", HelpName = "OFFSET" };
        var count = new Option<long>("--count")
        {
            Description = "Stop after so many messages.",
            DefaultValueFactory = _ => long.MaxValue,
        };
        var command = new Command("dump", "Print the messages of the log, oldest first. Writes nothing.")
        {
            Directory, Files, Settings, Json, topic, from, count,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            async stop =>
            {
                using var inspection = StoreInspection.Open(Options(parsed), new PhysicalFiles());
                long left = parsed.GetValue(count);
                foreach (var message in inspection.ReadMessages(parsed.GetValue(from)))
                {
                    stop.ThrowIfCancellationRequested();
                    if (parsed.GetValue(topic) is { } wanted && message.Topic != wanted) continue;
                    if (left-- <= 0) break;

                    await Console.Out.WriteLineAsync(
                        parsed.GetValue(Json) ? StoredMessageText.ToJson(message) : StoredMessageText.ToText(message));
                }

                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static Command Rebuild()
    {
        var command = new Command("rebuild", "Delete queues, index and checkpoint and make them again from the log.")
        {
            Directory, Files, Settings, Json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            async stop =>
            {
                using var provider = new StderrLoggerProvider(LogLevel.Information, TimeProvider.System);
                using var loggers = new LoggerFactory([provider]);
                long end = await StoreInspection.RebuildAsync(
                    Options(parsed), new PhysicalFiles(), TimeProvider.System, loggers, stop);
                await Console.Out.WriteLineAsync(parsed.GetValue(Json)
                    ? JsonLine.Object(json => json.WriteNumber("endOffset", end))
                    : $"rebuilt queues and index up to log offset {end}");
                return ExitCode.Success;
            },
            cancellationToken));
        return command;
    }

    private static StoreOptions Options(ParseResult parsed)
    {
        string root = parsed.GetValue(Directory)!.FullName;
        var sources = new ConfigurationSources();
        foreach (string file in parsed.GetValue(Files) ?? []) sources.AddFile(file);
        foreach (string assignment in parsed.GetValue(Settings) ?? []) sources.AddAssignment(assignment, "--set");

        // Whatever the file says of where the store is: the command line names the one that is meant.
        sources.Add("storePathRootDir", root, "dir");
        return ServerConfiguration.Apply(new BrokerHostOptions(), sources).Options.Broker.Store;
    }

    private static async Task<int> RunAsync(
        Func<CancellationToken, Task<int>> command, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Stopping, cancellationToken);
        try
        {
            return await command(stop.Token);
        }
        catch (Exception exception) when (exception is StoreException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }
}
