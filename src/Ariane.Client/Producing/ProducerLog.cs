using Microsoft.Extensions.Logging;

namespace Ariane.Client.Producing;

/// <summary>Messages about sending: 6060–6079.</summary>
internal static partial class ProducerLog
{
    [LoggerMessage(6060, LogLevel.Debug, "Attempt {Attempt} to send to {BrokerName} failed for topic {Topic}.")]
    public static partial void AttemptFailed(
        ILogger logger, int attempt, string brokerName, string topic, Exception exception);
}
