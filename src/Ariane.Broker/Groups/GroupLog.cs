using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Groups;

/// <summary>What is logged of consumer groups: ids 3201 to 3299.</summary>
internal static partial class GroupLog
{
    [LoggerMessage(3201, LogLevel.Information,
        "Group {Group} was configured, consuming allowed: {ConsumeEnable}; asked for by {Peer}")]
    public static partial void Changed(ILogger logger, string group, bool consumeEnable, string peer);

    [LoggerMessage(3202, LogLevel.Information, "Group {Group} was deleted; asked for by {Peer}")]
    public static partial void Deleted(ILogger logger, string group, string peer);
}
