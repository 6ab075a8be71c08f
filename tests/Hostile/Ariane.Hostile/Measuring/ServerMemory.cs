using System.Globalization;
using Microsoft.Win32.SafeHandles;

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
        using SafeFileHandle file = Open(processId);
        return Read(file);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private static SafeFileHandle Open(int processId) => File.OpenHandle($"/proc/{processId}/statm");

    // "total resident shared …" in pages; what is resident and not shared is anonymous.
    private static long Read(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[128];
        ReadOnlySpan<byte> line = buffer[..RandomAccess.Read(file, buffer, fileOffset: 0)];
        int first = line.IndexOf((byte)' ') + 1;
        int second = first + line[first..].IndexOf((byte)' ') + 1;
        int end = second + line[second..].IndexOf((byte)' ');
        long resident = long.Parse(line[first..(second - 1)], CultureInfo.InvariantCulture);
        long shared = long.Parse(line[second..end], CultureInfo.InvariantCulture);
        return (resident - shared) * Environment.SystemPageSize / (1024 * 1024);
    }

    // Reads without allocating: what it costs, the measured client would feel.
    private async Task WatchAsync()
    {
        using SafeFileHandle file = Open(processId);
        using var timer = new PeriodicTimer(Period);
        try
        {
            do MostMebibytes = Math.Max(MostMebibytes, Read(file));
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // It was watched for long enough.
        }
    }
}
