using System.Net;
using Microsoft.Extensions.Logging;

namespace Ariane.Server.Listening;

/// <summary>What the log says of listening ports: events 1500 to 1519.</summary>
internal static partial class ListenerLog
{
    [LoggerMessage(1500, LogLevel.Error, "A connection to {EndPoint} could not be accepted")]
    public static partial void AcceptFailed(ILogger logger, Exception exception, EndPoint endPoint);

    [LoggerMessage(1501, LogLevel.Warning,
        "The connection of {Peer} to {EndPoint} was refused, as {MaxConnections} are open already")]
    public static partial void Refused(ILogger logger, EndPoint? peer, EndPoint endPoint, int maxConnections);
}
