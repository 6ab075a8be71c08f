using Ariane.Protocol.Headers;
using Microsoft.Extensions.Logging;

namespace Ariane.NameServer.Brokers;

/// <summary>What the log says of brokers: events 2000 to 2099.</summary>
internal static partial class BrokerLog
{
    /// <summary>Says what came of a registration, unless it only confirmed what was known.</summary>
    public static void Registration(ILogger logger, RegisterBrokerRequest broker, RegistrationOutcome outcome)
    {
        switch (outcome.Status)
        {
            case RegistrationStatus.Accepted when outcome.IsNew:
                Registered(logger, broker.BrokerName, broker.BrokerId, broker.BrokerAddr, broker.ClusterName);
                break;
            case RegistrationStatus.Superseded:
                Superseded(logger, broker.BrokerName, broker.BrokerId, broker.BrokerAddr);
                break;
            case RegistrationStatus.Incomplete:
                Incomplete(logger, broker.BrokerName, broker.BrokerId, broker.BrokerAddr);
                break;
            case RegistrationStatus.Refused:
                Refused(logger, broker.BrokerName, broker.BrokerId, broker.BrokerAddr, outcome.Refusal);
                break;
        }
    }

    [LoggerMessage(2000, LogLevel.Information, "Broker {BrokerName}/{BrokerId} at {Address} registered in {Cluster}")]
    public static partial void Registered(
        ILogger logger, string brokerName, long brokerId, string address, string cluster);

    [LoggerMessage(2001, LogLevel.Information, "Broker {BrokerName}/{BrokerId} at {Address} is out of {Cluster}")]
    public static partial void Unregistered(
        ILogger logger, string brokerName, long brokerId, string address, string cluster);

    [LoggerMessage(2002, LogLevel.Warning,
        "Broker {BrokerName}/{BrokerId} at {Address} has been silent for more than {Timeout}")]
    public static partial void Silent(
        ILogger logger, string brokerName, long brokerId, string address, TimeSpan timeout);

    [LoggerMessage(2003, LogLevel.Warning, "The connection of broker {BrokerName}/{BrokerId} at {Address} closed")]
    public static partial void ConnectionClosed(ILogger logger, string brokerName, long brokerId, string address);

    [LoggerMessage(2004, LogLevel.Warning,
        "Broker {BrokerName}/{BrokerId} at {Address} was not let in: a process with a newer state holds its id")]
    public static partial void Superseded(ILogger logger, string brokerName, long brokerId, string address);

    [LoggerMessage(2005, LogLevel.Warning,
        "Broker {BrokerName}/{BrokerId} at {Address} was refused: a single topic cannot be its first registration")]
    public static partial void Incomplete(ILogger logger, string brokerName, long brokerId, string address);

    [LoggerMessage(2008, LogLevel.Warning, "Broker {BrokerName}/{BrokerId} at {Address} was refused: {Reason}")]
    public static partial void Refused(
        ILogger logger, string brokerName, long brokerId, string address, string? reason);

    [LoggerMessage(
        2006, LogLevel.Warning, "Too many notices wait; that {BrokerName} has {MinBrokerId} as lowest id is not sent")]
    public static partial void NoticeDropped(ILogger logger, string brokerName, long minBrokerId);

    [LoggerMessage(2007, LogLevel.Warning, "A member of {BrokerName} at {Address} could not be told of its lowest id")]
    public static partial void NoticeFailed(ILogger logger, Exception exception, string brokerName, string address);
}
