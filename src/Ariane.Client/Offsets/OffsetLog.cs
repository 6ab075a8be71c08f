using Ariane.Protocol.Bodies;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Offsets;

/// <summary>Messages about offsets: 6080–6099.</summary>
internal static partial class OffsetLog
{
    [LoggerMessage(
        6080,
        LogLevel.Warning,
        "The offset {Offset} of {Group} in {Queue} could not be committed; it is tried again.")]
    public static partial void CommitFailed(
        ILogger logger, string group, MessageQueue queue, long offset, Exception exception);

    [LoggerMessage(6081, LogLevel.Warning, "The offsets could not be written to {Path}; it is tried again.")]
    public static partial void FileNotWritten(ILogger logger, string path, Exception exception);
}
