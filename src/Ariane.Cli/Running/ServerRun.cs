using Ariane.Cli.Logging;
using Ariane.Server;
using Ariane.Server.Configuration;
using Microsoft.Extensions.Logging;

namespace Ariane.Cli.Running;

/// <summary>Runs a server until a signal stops it.</summary>
internal static class ServerRun
{
    /// <summary>Starts, says on standard output when everything answers and where, and waits.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        Configured<ArianeServerOptions> configured, LogLevel logLevel, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Stopping, cancellationToken);
        using var provider = new StderrLoggerProvider(logLevel, configured.Options.Time);
        using var loggers = new LoggerFactory([provider], new LoggerFilterOptions { MinLevel = logLevel });
        var logger = loggers.CreateLogger("Server");
        if (configured.WithoutEffect.Count > 0)
        {
            RunLog.WithoutEffect(logger, string.Join(", ", configured.WithoutEffect));
        }

        try
        {
            var server = await ArianeServer.StartAsync(configured.Options with { Loggers = loggers }, stop.Token);
            await using (server)
            {
                await Console.Out.WriteLineAsync($"ready {Addresses(server)}".AsMemory(), CancellationToken.None);
                await Console.Out.FlushAsync(CancellationToken.None);
                await UntilStoppedAsync(stop.Token);
                RunLog.Stopping(logger);
            }

            RunLog.Stopped(logger);
            return ExitCode.Success;
        }
        catch (ServerStartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Success;
        }
    }

    private static Task UntilStoppedAsync(CancellationToken stop) =>
        Task.Delay(Timeout.InfiniteTimeSpan, stop).ContinueWith(
            static _ => { },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    private static string Addresses(ArianeServer server)
    {
        var parts = new List<string>();
        if (server.NameServerEndPoint is { } nameServer) parts.Add($"namesrv={nameServer}");
        if (server.BrokerEndPoint is { } broker) parts.Add($"broker={broker}");
        if (server.BrokerVipEndPoint is { } vip) parts.Add($"vip={vip}");
        return string.Join(' ', parts);
    }
}
