using System.Globalization;

namespace Ariane.Soak.Measuring;

/// <summary>What a process holds at a moment, as Linux tells it in <c>/proc</c>.</summary>
/// <param name="AnonymousBytes">Resident memory that no file backs: heaps and stacks.</param>
/// <param name="FileBytes">Resident memory of mapped files: code and the log.</param>
/// <param name="QueueFiles">
/// Files of consume queues: they stay open, up to a limit, so that new topics bring more. One that was deleted, or
/// that is open a second time, is none of these.
/// </param>
/// <param name="Files">All other descriptors that are no sockets.</param>
/// <param name="ProcessorTime">Since its start.</param>
internal sealed record ProcessUsage(
    long AnonymousBytes, long FileBytes, int QueueFiles, int Files, int Sockets, int Threads, TimeSpan ProcessorTime)
{
    private const int TicksPerSecond = 100;     // USER_HZ

    /// <summary>Null when the process has ended.</summary>
    public static ProcessUsage? Of(int processId)
    {
        try
        {
            string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
            string[] status = File.ReadAllLines(Path.Combine(folder, "status"));
            string[] targets = [.. Directory.GetFileSystemEntries(Path.Combine(folder, "fd")).Select(TargetOf)];
            int sockets = targets.Count(target => target.StartsWith("socket:", StringComparison.Ordinal));
            int queueFiles = targets.Where(IsQueueFile).Distinct(StringComparer.Ordinal).Count();
            return new ProcessUsage(
                Number(status, "RssAnon:") * 1024,
                (Number(status, "RssFile:") + Number(status, "RssShmem:")) * 1024,
                queueFiles,
                targets.Length - sockets - queueFiles,
                sockets,
                (int)Number(status, "Threads:"),
                ReadProcessorTime(File.ReadAllText(Path.Combine(folder, "stat"))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";      // closed in between
        }
    }

    private static bool IsQueueFile(string target) =>
        target.Contains("/consumequeue/", StringComparison.Ordinal)
        && !target.EndsWith(" (deleted)", StringComparison.Ordinal);

    private static long Number(string[] status, string name)
    {
        string line = Array.Find(status, line => line.StartsWith(name, StringComparison.Ordinal)) ?? "0 0";
        return long.Parse(
            line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    // The name in brackets may hold blanks: fields are counted from behind it; these are utime and stime.
    private static TimeSpan ReadProcessorTime(string stat)
    {
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
