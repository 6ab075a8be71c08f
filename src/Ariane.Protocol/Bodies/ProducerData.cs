using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// A producer group of the client. Source: remoting/.../remoting/protocol/heartbeat/ProducerData.java.
/// </summary>
public sealed record ProducerData(string GroupName)
{
    internal static ProducerData? Read(ref TolerantJsonReader reader)
    {
        if (!reader.EnterObject()) return null;
        string groupName = "";
        while (reader.NextMember())
        {
            if (reader.NameIs("groupName"u8)) groupName = reader.ReadString() ?? groupName;
        }

        return new ProducerData(groupName);
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.String("groupName"u8, GroupName);
        writer.EndObject();
    }
}
