using System.Globalization;
using Ariane.Protocol.Bodies;

namespace Ariane.Client.Routes;

/// <summary>
/// The fixed queue list of an order topic, <c>brokerA:4;brokerB:8</c>, which stays when a broker is away.
/// </summary>
/// <remarks>Source: client/.../client/impl/factory/MQClientInstance.java (topicRouteData2TopicPublishInfo).</remarks>
internal static class OrderedTopicQueues
{
    private const int MaxQueues = 65_536;

    public static MessageQueue[] Parse(string topic, string configuration)
    {
        var queues = new List<MessageQueue>();
        foreach (string part in configuration.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = part.LastIndexOf(':');
            if (colon <= 0 || !int.TryParse(part.AsSpan(colon + 1), CultureInfo.InvariantCulture, out int count))
            {
                continue;
            }

            string brokerName = part[..colon];
            for (int id = 0; id < count && queues.Count < MaxQueues; id++)
            {
                queues.Add(new MessageQueue(topic, brokerName, id));
            }
        }

        return [.. queues];
    }
}
