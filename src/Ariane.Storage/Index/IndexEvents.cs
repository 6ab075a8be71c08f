using Microsoft.Extensions.Logging;

namespace Ariane.Storage.Index;

/// <summary>Log messages of the index; ids 2400 to 2449.</summary>
internal static partial class IndexEvents
{
    [LoggerMessage(2400, LogLevel.Error,
        "The index cannot be written and stays as it is until the next start: new messages cannot be found by key")]
    public static partial void Broken(ILogger logger, Exception exception);

    [LoggerMessage(2401, LogLevel.Warning, "{Path} is no index file of {Bytes} bytes and is ignored")]
    public static partial void ForeignFile(ILogger logger, string path, long bytes);

    [LoggerMessage(2402, LogLevel.Information,
        "Deleted {Path}, which lost entries when the store stopped unexpectedly; they are made anew")]
    public static partial void DeletedAfterCrash(ILogger logger, string path);

    [LoggerMessage(2403, LogLevel.Error, "A full index file could not be brought to disk")]
    public static partial void FlushFailed(ILogger logger, Exception exception);
}
