using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>One queue of one topic on one broker. Source: common/.../common/message/MessageQueue.java.</summary>
public sealed record MessageQueue(string Topic, string BrokerName, int QueueId)
{
    internal static MessageQueue? Read(ref TolerantJsonReader reader)
    {
        if (!reader.EnterObject()) return null;
        string topic = "", brokerName = "";
        int queueId = 0;
        while (reader.NextMember())
        {
            if (reader.NameIs("topic"u8)) topic = reader.ReadString() ?? topic;
            else if (reader.NameIs("brokerName"u8)) brokerName = reader.ReadString() ?? brokerName;
            else if (reader.NameIs("queueId"u8)) queueId = reader.ReadInt32();
        }

        return new MessageQueue(topic, brokerName, queueId);
    }

    /// <summary>Writes the members in the order that clients which cut the text up by hand expect.</summary>
    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.String("brokerName"u8, BrokerName);
        writer.Number("queueId"u8, QueueId);
        writer.String("topic"u8, Topic);
        writer.EndObject();
    }

    internal static void WriteArray(ref JsonWriter writer, IReadOnlyList<MessageQueue> queues) =>
        JsonMaps.WriteList(
            ref writer, queues, static (ref JsonWriter output, MessageQueue queue) => queue.Write(ref output));
}
