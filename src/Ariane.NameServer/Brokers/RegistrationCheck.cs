using Ariane.NameServer.Routes;
using Ariane.Protocol.Bodies;

namespace Ariane.NameServer.Brokers;

/// <summary>Says what forbids a registration: names that are none, or tables that are full. Pure functions.</summary>
internal static class RegistrationCheck
{
    /// <summary>What is wrong with the registration itself; null if nothing is.</summary>
    public static string? FindFault(BrokerRegistration registration)
    {
        var header = registration.Header;
        return FaultOf("brokerName", header.BrokerName)
            ?? FaultOf("brokerAddr", header.BrokerAddr)
            ?? FaultOf("clusterName", header.ClusterName)
            ?? FindLongText("haServerAddr", header.HaServerAddr)
            ?? FindLongText("zoneName", header.ZoneName)
            ?? FindFault(registration.Content);
    }

    /// <summary>What is wrong with a name that a broker gives; null if nothing is.</summary>
    public static string? FaultOf(string field, string name) =>
        string.IsNullOrWhiteSpace(name) ? $"{field} is blank" : FindLongText(field, name);

    /// <summary>Which table has no room for the registration; null if all have. Under the route table's lock.</summary>
    public static string? FindExcess(
        BrokerRegistration registration,
        RouteLimits limits,
        BrokerDirectory brokers,
        TopicTable topics,
        LiveBrokers live)
    {
        var group = brokers.Find(registration.Header.BrokerName);
        if (!HasRoomForBroker(registration, limits, brokers, live)) return Full(limits.MaxBrokers, "brokers");
        if (group?.Addresses.Count >= limits.MaxGroupMembers
            && !group.Addresses.ContainsKey(registration.Header.BrokerId))
        {
            return Full(limits.MaxGroupMembers, $"members of {registration.Header.BrokerName}");
        }

        var content = registration.Content.Topics;
        if (!HasRoomForTopics(registration, limits, topics)) return Full(limits.MaxTopicEntries, "topics of brokers");
        int mapped = content.MappingInfos.Values.Sum(static mapping => mapping.CurrentIds.Count + 1);
        return mapped > 0 && mapped + topics.MappedQueues > limits.MaxMappedQueues
            ? Full(limits.MaxMappedQueues, "mapped queues of static topics")
            : null;
    }

    private static bool HasRoomForBroker(
        BrokerRegistration registration, RouteLimits limits, BrokerDirectory brokers, LiveBrokers live)
    {
        if (live.Count >= limits.MaxBrokers && live.Find(registration.Key) is null) return false;

        // What refused registrations left behind makes way: upstream lists such names, so we do while there is room.
        bool isFull = brokers.BrokerNames.Count >= limits.MaxBrokers || brokers.ClusterNames.Count >= limits.MaxBrokers;
        if (isFull) brokers.RemoveEmpty();
        return (brokers.BrokerNames.Count < limits.MaxBrokers
                || brokers.Find(registration.Header.BrokerName) is not null)
            && (brokers.ClusterNames.Count < limits.MaxBrokers
                || brokers.NamesIn(registration.Header.ClusterName).Count > 0);
    }

    private static bool HasRoomForTopics(BrokerRegistration registration, RouteLimits limits, TopicTable topics)
    {
        var announced = registration.Content.Topics.Topics;
        if (topics.EntryCount + announced.Count <= limits.MaxTopicEntries) return true;
        string broker = registration.Header.BrokerName;
        return topics.EntryCount + announced.Values.Count(topic => !topics.Has(topic.TopicName, broker))
            <= limits.MaxTopicEntries;
    }

    private static string? FindFault(RegistrationContent content)
    {
        if (content.FilterServers?.Count > RouteLimits.MaxFilterServers)
            return $"{content.FilterServers.Count} filter servers; expected at most {RouteLimits.MaxFilterServers}";

        foreach (string server in content.FilterServers ?? [])
        {
            if (FindLongText("filter server", server) is { } fault) return fault;
        }

        foreach (TopicConfig topic in content.Topics.Topics.Values)
        {
            if (FaultOf("topicName", topic.TopicName) is { } fault) return fault;
        }

        foreach (TopicQueueMappingInfo mapping in content.Topics.MappingInfos.Values)
        {
            string? fault = FindLongText("mapped topic", mapping.Topic)
                ?? FindLongText("bname", mapping.BrokerName)
                ?? FindLongText("scope", mapping.Scope);
            if (fault is not null) return fault;
        }

        return null;
    }

    private static string? FindLongText(string field, string? text) => text?.Length > RouteLimits.MaxNameLength
        ? $"{field} has {text.Length} characters; expected at most {RouteLimits.MaxNameLength}"
        : null;

    private static string Full(int limit, string what) =>
        $"this name server holds {limit} {what} and takes no more: is somebody flooding it?";
}
