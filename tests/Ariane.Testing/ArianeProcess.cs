using System.Diagnostics;
using System.Text;

namespace Ariane.Testing;

/// <summary>A real <c>ariane server</c> process on ports and data of its own. Used by one test at a time.</summary>
public sealed class ArianeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string[] _settings;
    private readonly StringBuilder _log = new();
    private readonly PortBlock _ports = PortBlock.Take();
    private Process? _process;

    /// <param name="dataDirectory">Where it keeps its data; kept when the process ends.</param>
    /// <param name="settings">Broker settings as <c>key=value</c>.</param>
    public ArianeProcess(string dataDirectory, params string[] settings)
    {
        DataDirectory = dataDirectory;
        _settings = settings;
    }

    public string DataDirectory { get; }

    public int NameServerPort => _ports.NameServer;

    public int BrokerPort => _ports.Broker;

    public string NameServerAddress => $"127.0.0.1:{NameServerPort}";

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("Not started.");

    /// <summary>What the process wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>The executable: of the environment, or the one built with this test.</summary>
    public static string Executable { get; } = FindExecutable();

    /// <summary>Starts the process, again after a kill, and waits until it says that it accepts sends.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo(Executable)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "server", "--data", DataDirectory,
                "--port", $"{BrokerPort}", "--namesrv-port", $"{NameServerPort}", "--listen", "127.0.0.1",
            },
        };
        foreach (string setting in _settings)
        {
            start.ArgumentList.Add("--set");
            start.ArgumentList.Add(setting);
        }

        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) =>
        {
            Append(line.Data);
            if (line.Data?.StartsWith("ready", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Exited += (_, _) =>
            ready.TrySetException(new InvalidOperationException($"ariane ended at its start:\n{Log}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        try
        {
            await ready.Task.WaitAsync(StartTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"ariane was not ready after {StartTimeout}:\n{Log}");
        }
    }

    /// <summary>Ends the process as a crash would: SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Asks the process to end (SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        Process process = _process ?? throw new InvalidOperationException("Not started.");
        using (Process signal = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await signal.WaitForExitAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        int code = process.ExitCode;
        process.Dispose();
        _process = null;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _ports.Dispose();
    }

    private void Append(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
    }

    private static string FindExecutable()
    {
        if (Environment.GetEnvironmentVariable("ARIANE_EXECUTABLE") is { Length: > 0 } given) return given;

        string configuration =
            AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        string built = Path.Combine(SourceTree.Root, "src", "Ariane.Cli", "bin", configuration, "net10.0", "ariane");
        return File.Exists(built)
            ? built
            : throw new FileNotFoundException(
                $"Build src/Ariane.Cli in {configuration} first, or set ARIANE_EXECUTABLE.", built);
    }
}
