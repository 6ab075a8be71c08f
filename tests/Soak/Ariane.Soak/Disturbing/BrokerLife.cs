using Ariane.Soak.Judging;
using Ariane.Testing;

namespace Ariane.Soak.Disturbing;

/// <summary>The broker's process and its restarts. Used by one at a time; read at any time.</summary>
internal sealed class BrokerLife(ArianeProcess process, Window restarts, Findings findings)
{
    private volatile int _processId;

    /// <summary>How often it was started again.</summary>
    public int Restarts { get; private set; }

    /// <summary>0 while it does not run.</summary>
    public int ProcessId => _processId;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await process.StartAsync(cancellationToken);
        _processId = process.ProcessId;
    }

    /// <summary>Stops it, by SIGKILL or as an operator does, and starts it again.</summary>
    public async Task RestartAsync(bool kill)
    {
        restarts.Begin();
        _processId = 0;
        if (kill) await process.KillAsync();
        else await StopAsync();
        await StartAsync(CancellationToken.None);
        Restarts++;
        restarts.End();
    }

    public async Task StopAsync()
    {
        _processId = 0;
        int code = await process.StopAsync();
        if (code != 0) findings.Add(FindingKinds.Broker, $"It ended with code {code} when asked to end.");
    }

    /// <summary>What it logged as error, whatever happened to it, is wrong.</summary>
    public void JudgeLog()
    {
        foreach (string line in process.Log.Split('\n'))
        {
            bool isBad = line.Contains("Z ERROR ", StringComparison.Ordinal)
                || line.Contains("Z FATAL ", StringComparison.Ordinal)
                || line.StartsWith("Unhandled exception", StringComparison.Ordinal);
            if (isBad) findings.Add(FindingKinds.Broker, line);
        }
    }
}
