using Ariane.Protocol.Bodies;

namespace Ariane.Client.Routes;

/// <summary>
/// The route of one topic, worked out for sending and receiving. Immutable but for the sending cursor.
/// </summary>
internal sealed class TopicRouteView
{
    private readonly Dictionary<string, IReadOnlyDictionary<long, string>> _brokers = new(StringComparer.Ordinal);
    private int _cursor = Random.Shared.Next();

    public TopicRouteView(string topic, TopicRoute route, bool fromDefaultTopic = false)
    {
        Topic = topic;
        Route = route;
        FromDefaultTopic = fromDefaultTopic;
        foreach (BrokerData broker in route.Brokers) _brokers[broker.BrokerName] = broker.Addresses;

        QueueData[] sorted = [.. route.Queues];
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.BrokerName, right.BrokerName));
        SendQueues = string.IsNullOrEmpty(route.OrderTopicConf)
            ? ListSendQueues(sorted)
            : OrderedTopicQueues.Parse(topic, route.OrderTopicConf);
        ReadQueues = ListReadQueues(sorted);
    }

    public string Topic { get; }

    public TopicRoute Route { get; }

    /// <summary>The topic does not exist yet: the queues are those it will get when a broker creates it.</summary>
    public bool FromDefaultTopic { get; }

    /// <summary>The queues to send to, in the order that selectors of all clients index into.</summary>
    public MessageQueue[] SendQueues { get; }

    public MessageQueue[] ReadQueues { get; }

    /// <summary>Moves on to the next place in <see cref="SendQueues"/>, which must not be empty.</summary>
    public int NextSendIndex() => (int)((uint)Interlocked.Increment(ref _cursor) % (uint)SendQueues.Length);

    /// <summary>The address of the master, the only one that takes messages; null when there is none.</summary>
    public string? FindMaster(string brokerName) =>
        _brokers.TryGetValue(brokerName, out IReadOnlyDictionary<long, string>? replicas)
            ? replicas.GetValueOrDefault(0)
            : null;

    /// <summary>The address of the replica with this id, or else of any; null when the broker is unknown.</summary>
    public string? FindReplica(string brokerName, long id)
    {
        if (!_brokers.TryGetValue(brokerName, out IReadOnlyDictionary<long, string>? replicas)) return null;
        if (replicas.TryGetValue(id, out string? address)) return address;
        foreach (string any in replicas.Values) return any;
        return null;
    }

    /// <summary>One address of every broker, masters first choice.</summary>
    public IEnumerable<(string BrokerName, string Address)> OneAddressEach()
    {
        foreach (string brokerName in _brokers.Keys)
        {
            if (FindReplica(brokerName, 0) is { } address) yield return (brokerName, address);
        }
    }

    /// <summary>Does it say the same as another route of the topic, in whatever order?</summary>
    public bool SaysTheSameAs(TopicRoute other) =>
        Route.OrderTopicConf == other.OrderTopicConf
        && Route.Queues.ToHashSet().SetEquals(other.Queues)
        && SameBrokers(other.Brokers);

    private bool SameBrokers(IReadOnlyList<BrokerData> others)
    {
        if (others.Count != _brokers.Count) return false;
        foreach (BrokerData other in others)
        {
            if (!_brokers.TryGetValue(other.BrokerName, out IReadOnlyDictionary<long, string>? mine)) return false;
            if (mine.Count != other.Addresses.Count) return false;
            foreach ((long id, string address) in other.Addresses)
            {
                if (mine.GetValueOrDefault(id) != address) return false;
            }
        }

        return true;
    }

    private MessageQueue[] ListSendQueues(QueueData[] sorted)
    {
        var queues = new List<MessageQueue>();
        foreach (QueueData data in sorted)
        {
            if ((data.Perm & TopicPermission.Write) == 0 || FindMaster(data.BrokerName) is null) continue;
            for (int id = 0; id < data.WriteQueueNums; id++) queues.Add(new MessageQueue(Topic, data.BrokerName, id));
        }

        return [.. queues];
    }

    private MessageQueue[] ListReadQueues(QueueData[] sorted)
    {
        var queues = new List<MessageQueue>();
        foreach (QueueData data in sorted)
        {
            if ((data.Perm & TopicPermission.Read) == 0) continue;
            for (int id = 0; id < data.ReadQueueNums; id++) queues.Add(new MessageQueue(Topic, data.BrokerName, id));
        }

        return [.. queues];
    }
}
