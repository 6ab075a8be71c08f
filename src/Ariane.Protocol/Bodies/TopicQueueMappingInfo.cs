using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>One broker's part in a static topic.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/statictopic/TopicQueueMappingInfo.java.</remarks>
public sealed record TopicQueueMappingInfo(string Topic, string BrokerName)
{
    public int TotalQueues { get; init; }

    public string Scope { get; init; } = "__global__";

    public long Epoch { get; init; }

    public bool Dirty { get; init; }

    /// <summary>Global queue id to physical queue id (<c>currIdMap</c>).</summary>
    public IReadOnlyDictionary<int, int> CurrentIds { get; init; } = new Dictionary<int, int>();

    internal static TopicQueueMappingInfo? Read(ref TolerantJsonReader reader)
    {
        if (!reader.EnterObject()) return null;
        string topic = "", brokerName = "", scope = "__global__";
        int totalQueues = 0;
        long epoch = 0;
        bool dirty = false;
        IReadOnlyDictionary<int, int> currentIds = new Dictionary<int, int>();
        while (reader.NextMember())
        {
            if (reader.NameIs("topic"u8)) topic = reader.ReadString() ?? topic;
            else if (reader.NameIs("bname"u8)) brokerName = reader.ReadString() ?? brokerName;
            else if (reader.NameIs("scope"u8)) scope = reader.ReadString() ?? scope;
            else if (reader.NameIs("totalQueues"u8)) totalQueues = reader.ReadInt32();
            else if (reader.NameIs("epoch"u8)) epoch = reader.ReadInt64();
            else if (reader.NameIs("dirty"u8)) dirty = reader.ReadBoolean();
            else if (reader.NameIs("currIdMap"u8)) currentIds = ReadIds(ref reader);
        }

        return new TopicQueueMappingInfo(topic, brokerName)
        {
            TotalQueues = totalQueues,
            Scope = scope,
            Epoch = epoch,
            Dirty = dirty,
            CurrentIds = currentIds,
        };
    }

    internal static void WriteMap(
        ref JsonWriter writer, IReadOnlyDictionary<string, TopicQueueMappingInfo> map, bool quotedIds)
    {
        writer.StartObject();
        foreach ((string key, TopicQueueMappingInfo info) in map)
        {
            writer.Key(key);
            info.Write(ref writer, quotedIds);
        }

        writer.EndObject();
    }

    internal void Write(ref JsonWriter writer, bool quotedIds)
    {
        writer.StartObject();
        writer.String("bname"u8, BrokerName);
        writer.Name("currIdMap"u8);
        writer.StartObject();
        foreach ((int globalId, int physicalId) in CurrentIds)
        {
            writer.Key(globalId, quotedIds);
            writer.Number(physicalId);
        }

        writer.EndObject();
        writer.Boolean("dirty"u8, Dirty);
        writer.Number("epoch"u8, Epoch);
        writer.String("scope"u8, Scope);
        writer.String("topic"u8, Topic);
        writer.Number("totalQueues"u8, TotalQueues);
        writer.EndObject();
    }

    private static SortedDictionary<int, int> ReadIds(ref TolerantJsonReader reader)
    {
        var ids = new SortedDictionary<int, int>();
        if (!reader.EnterObject()) return ids;
        while (reader.NextMember()) ids[reader.GetNameAsInt32()] = reader.ReadInt32();
        return ids;
    }
}
