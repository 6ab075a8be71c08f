using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// How many queues of a topic one broker has. Source: remoting/.../remoting/protocol/route/QueueData.java.
/// </summary>
public sealed record QueueData(
    string BrokerName, int ReadQueueNums, int WriteQueueNums, TopicPermission Perm, int TopicSysFlag)
{
    internal static QueueData? Read(ref TolerantJsonReader reader)
    {
        if (!reader.EnterObject()) return null;
        string brokerName = "";
        int readQueues = 0, writeQueues = 0, perm = 0, sysFlag = 0;
        while (reader.NextMember())
        {
            if (reader.NameIs("brokerName"u8)) brokerName = reader.ReadString() ?? brokerName;
            else if (reader.NameIs("readQueueNums"u8)) readQueues = reader.ReadInt32();
            else if (reader.NameIs("writeQueueNums"u8)) writeQueues = reader.ReadInt32();
            else if (reader.NameIs("perm"u8)) perm = reader.ReadInt32();
            else if (reader.NameIs("topicSysFlag"u8) || reader.NameIs("topicSynFlag"u8)) sysFlag = reader.ReadInt32();
        }

        return new QueueData(brokerName, readQueues, writeQueues, (TopicPermission)perm, sysFlag);
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.String("brokerName"u8, BrokerName);
        writer.Number("perm"u8, (int)Perm);
        writer.Number("readQueueNums"u8, ReadQueueNums);
        writer.Number("topicSysFlag"u8, TopicSysFlag);
        writer.Number("writeQueueNums"u8, WriteQueueNums);
        writer.EndObject();
    }
}
