using Ariane.Protocol.Messages;
using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Connections;

/// <summary>What connections log: ids 1000 to 1099.</summary>
internal static partial class RemotingLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Connection {Id} with {Peer} is open.")]
    public static partial void Opened(ILogger logger, long id, HostAddress peer);

    [LoggerMessage(1001, LogLevel.Debug, "Connection {Id} with {Peer} is closed: {Reason}.")]
    public static partial void Closed(ILogger logger, long id, HostAddress peer, string reason);

    [LoggerMessage(1002, LogLevel.Warning, "Connection {Id} with {Peer} is closed: {Reason}.")]
    public static partial void MalformedFrame(ILogger logger, long id, HostAddress peer, string reason);

    [LoggerMessage(
        1003, LogLevel.Debug, "A response from {Peer} answers no call that waits (opaque {Opaque}, code {Code}).")]
    public static partial void UnmatchedResponse(ILogger logger, HostAddress peer, int opaque, int code);

    [LoggerMessage(
        1004,
        LogLevel.Debug,
        "Connection {Id} with {Peer} pauses: {UnsentBytes} bytes unsent, {InFlight} requests in flight.")]
    public static partial void Paused(ILogger logger, long id, HostAddress peer, long unsentBytes, int inFlight);

    [LoggerMessage(1005, LogLevel.Debug, "The transport of connection {Id} with {Peer} failed while closing.")]
    public static partial void TransportFailed(ILogger logger, long id, HostAddress peer, Exception exception);

    [LoggerMessage(1010, LogLevel.Error, "Request {Code} of {Peer} failed.")]
    public static partial void RequestFailed(ILogger logger, int code, HostAddress peer, Exception exception);

    [LoggerMessage(1011, LogLevel.Error, "A response to {Peer} could not be written.")]
    public static partial void ResponseNotWritten(ILogger logger, HostAddress peer, Exception exception);

    [LoggerMessage(1012, LogLevel.Error, "What was to run after a batch of requests failed.")]
    public static partial void AfterBatchFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        1014, LogLevel.Error, "Requests of {Peer} stay unanswered: what they asked for could not be completed.")]
    public static partial void BeforeAnswersFailed(ILogger logger, HostAddress peer, Exception exception);

    [LoggerMessage(1013, LogLevel.Error, "A request filter failed after request {Code} of {Peer} was answered.")]
    public static partial void FilterFailed(ILogger logger, int code, HostAddress peer, Exception exception);

    [LoggerMessage(1020, LogLevel.Error, "A subscriber to the closing of connections failed, at that to {Address}.")]
    public static partial void ClosedEventFailed(ILogger logger, string address, Exception exception);
}
