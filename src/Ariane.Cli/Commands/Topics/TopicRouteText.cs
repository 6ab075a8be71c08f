using System.Globalization;
using Ariane.Cli.Output;
using Ariane.Protocol.Bodies;
using Spectre.Console;

namespace Ariane.Cli.Commands.Topics;

/// <summary>A topic's route, for people and for programs.</summary>
internal static class TopicRouteText
{
    public static Table ToTable(TopicRoute route)
    {
        var table = new Table().Border(TableBorder.None)
            .AddColumns("broker", "address", "cluster", "read queues", "write queues", "permission");
        foreach (var queues in InOrder(route))
        {
            var broker = route.Brokers.FirstOrDefault(broker => broker.BrokerName == queues.BrokerName);
            table.AddRow(
                new Text(queues.BrokerName),
                new Text(broker is null ? "unknown" : string.Join(", ", broker.Addresses.Values)),
                new Text(broker?.Cluster ?? "unknown"),
                new Text(queues.ReadQueueNums.ToString(CultureInfo.InvariantCulture)),
                new Text(queues.WriteQueueNums.ToString(CultureInfo.InvariantCulture)),
                new Text(queues.Perm.ToString()));
        }

        return table;
    }

    public static string ToJson(string topic, TopicRoute route) => JsonLine.Object(json =>
    {
        json.WriteString("topic", topic);
        json.WriteStartArray("brokers");
        foreach (var queues in InOrder(route))
        {
            var broker = route.Brokers.FirstOrDefault(broker => broker.BrokerName == queues.BrokerName);
            json.WriteStartObject();
            json.WriteString("name", queues.BrokerName);
            json.WriteString("cluster", broker?.Cluster);
            json.WriteStrings("addresses", broker?.Addresses.Values ?? []);
            json.WriteNumber("readQueues", queues.ReadQueueNums);
            json.WriteNumber("writeQueues", queues.WriteQueueNums);
            json.WriteNumber("permission", (int)queues.Perm);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static IEnumerable<QueueData> InOrder(TopicRoute route) =>
        route.Queues.OrderBy(queues => queues.BrokerName, StringComparer.Ordinal);
}
