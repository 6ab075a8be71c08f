using System.Globalization;

namespace Ariane.Hostile.Measuring;

/// <summary>Watches the anonymous memory of a process, which is all that the store's mapped files are not.</summary>
public sealed class ServerMemory(int processId) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;

    /// <summary>The most that was seen, in MiB.</summary>
    public long MostMebibytes { get; private set; }

    public static ServerMemory Watch(int processId)
    {
        var memory = new ServerMemory(processId);
        memory._watching = memory.WatchAsync();
        return memory;
    }

    /// <summary>What the process has now, in MiB.</summary>
    public static long Now(int processId)
    {
        string line = File.ReadLines($"/proc/{processId}/status").First(static line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Period);
        try
        {
            do MostMebibytes = Math.Max(MostMebibytes, Now(processId));
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // It was watched for long enough.
        }
    }
}
