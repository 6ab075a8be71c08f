using Ariane.Protocol.Bodies;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Consuming;

/// <summary>Messages about consuming: 6120–6149.</summary>
internal static partial class ConsumerLog
{
    [LoggerMessage(
        6120,
        LogLevel.Warning,
        "The handler of {Group} failed on message {MessageId}; it is delivered again.")]
    public static partial void HandlerFailed(ILogger logger, string group, string messageId, Exception exception);

    [LoggerMessage(
        6121,
        LogLevel.Error,
        "What became of a batch of {Group} could not be recorded; it is delivered again after a restart.")]
    public static partial void SettlingFailed(ILogger logger, string group, Exception exception);

    [LoggerMessage(
        6122,
        LogLevel.Warning,
        "{Address} did not take message {MessageId} of {Group} back; it is handled again here.")]
    public static partial void SendBackFailed(
        ILogger logger, string group, string messageId, string address, Exception exception);

    [LoggerMessage(
        6123,
        LogLevel.Warning,
        "{Group} failed to handle the broadcast message {MessageId}, which is skipped.")]
    public static partial void BroadcastSkipped(ILogger logger, string group, string messageId);

    [LoggerMessage(
        6124,
        LogLevel.Warning,
        "{Running} handlers of {Group} still run at its stop; their messages are delivered again.")]
    public static partial void HandlersStillRunning(ILogger logger, string group, int running);

    [LoggerMessage(6125, LogLevel.Warning, "{Group} could not fetch from {Queue}; it tries again.")]
    public static partial void FetchFailed(ILogger logger, string group, MessageQueue queue, Exception exception);

    [LoggerMessage(
        6126,
        LogLevel.Warning,
        "{Group} asked {Queue} for offset {Offset}, which is not stored; it goes on at {NextOffset}.")]
    public static partial void OffsetIllegal(
        ILogger logger, string group, MessageQueue queue, long offset, long nextOffset);
}
