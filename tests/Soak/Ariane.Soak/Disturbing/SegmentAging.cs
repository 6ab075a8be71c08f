namespace Ariane.Soak.Disturbing;

/// <summary>
/// Makes segments of the log look older than they are, as retention counts in hours and goes by the times of files.
/// </summary>
internal sealed class SegmentAging(string logFolder, TimeSpan retention, TimeProvider time)
{
    private const int AlwaysKept = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Expired = TimeSpan.FromHours(2);

    /// <summary>Runs until it is told to stop; never throws for that.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) AgeOnce();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Enough.
        }
    }

    private void AgeOnce()
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        string[] segments = [.. Directory.GetFiles(logFolder).Order(StringComparer.Ordinal)];
        foreach (string segment in segments.SkipLast(AlwaysKept))
        {
            try
            {
                TimeSpan age = now - File.GetLastWriteTimeUtc(segment);
                if (age > retention) File.SetLastWriteTimeUtc(segment, now - Expired);
            }
            catch (FileNotFoundException)
            {
                // The broker was faster.
            }
        }
    }
}
