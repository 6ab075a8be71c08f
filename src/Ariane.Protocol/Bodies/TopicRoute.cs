using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>Where the queues of a topic are: the answer to GET_ROUTEINFO_BY_TOPIC.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/route/TopicRouteData.java. <see cref="Write(IBufferWriter{byte})"/> writes
/// the standard form with quoted keys; <see cref="Write(IBufferWriter{byte}, bool)"/> can leave integer keys unquoted
/// as clients before 4.9.4 are used to. No white space: the Go client splits the text.
/// </remarks>
public sealed record TopicRoute : IJsonBody<TopicRoute>
{
    public IReadOnlyList<QueueData> Queues { get; init; } = [];

    public IReadOnlyList<BrokerData> Brokers { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> FilterServers { get; init; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>
    /// Null is not the same as empty: with an empty one, Java clients take the topic for no static topic.
    /// </summary>
    public string? OrderTopicConf { get; init; }

    /// <summary>Broker name to mapping of a static topic; null for all others.</summary>
    public IReadOnlyDictionary<string, TopicQueueMappingInfo>? MappingByBroker { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out TopicRoute? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => Write(output, quotedIds: true);

    public void Write(IBufferWriter<byte> output, bool quotedIds)
    {
        var writer = new JsonWriter(output);
        writer.StartObject();
        WriteBrokersAndFilters(ref writer, quotedIds);
        WriteQueuesAndMapping(ref writer, quotedIds);
        writer.EndObject();
        writer.Flush();
    }

    private static TopicRoute Read(ref TolerantJsonReader reader)
    {
        var route = new TopicRoute();
        if (!reader.EnterObject()) return route;
        while (reader.NextMember())
        {
            if (reader.NameIs("queueDatas"u8))
                route = route with { Queues = JsonMaps.ReadList(ref reader, QueueData.Read) };
            else if (reader.NameIs("brokerDatas"u8))
                route = route with { Brokers = JsonMaps.ReadList(ref reader, BrokerData.Read) };
            else if (reader.NameIs("filterServerTable"u8))
                route = route with { FilterServers = JsonMaps.ReadStringLists(ref reader) };
            else if (reader.NameIs("orderTopicConf"u8))
                route = route with { OrderTopicConf = reader.ReadString() };
            else if (reader.NameIs("topicQueueMappingByBroker"u8) && reader.PeekKind() == JsonValueKind.Object)
                route = route with { MappingByBroker = JsonMaps.ReadMap(ref reader, TopicQueueMappingInfo.Read) };
        }

        return route;
    }

    private void WriteBrokersAndFilters(ref JsonWriter writer, bool quotedIds)
    {
        writer.Name("brokerDatas"u8);
        writer.StartArray();
        foreach (BrokerData broker in Brokers)
        {
            writer.Element();
            broker.Write(ref writer, quotedIds);
        }

        writer.EndArray();
        writer.Name("filterServerTable"u8);
        JsonMaps.WriteMap(ref writer, FilterServers, JsonMaps.WriteStrings);
    }

    private void WriteQueuesAndMapping(ref JsonWriter writer, bool quotedIds)
    {
        if (OrderTopicConf is not null)
        {
            writer.String("orderTopicConf"u8, OrderTopicConf);
        }

        writer.Name("queueDatas"u8);
        JsonMaps.WriteList(
            ref writer, Queues, static (ref JsonWriter output, QueueData queue) => queue.Write(ref output));
        if (MappingByBroker is null) return;
        writer.Name("topicQueueMappingByBroker"u8);
        TopicQueueMappingInfo.WriteMap(ref writer, MappingByBroker, quotedIds);
    }
}
