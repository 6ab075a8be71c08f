using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary><c>brokerAddrs</c>: broker id to address.</summary>
internal static class BrokerAddresses
{
    public static SortedDictionary<long, string> Read(ref TolerantJsonReader reader)
    {
        var addresses = new SortedDictionary<long, string>();
        if (!reader.EnterObject()) return addresses;
        while (reader.NextMember())
        {
            long id = reader.GetNameAsInt64();
            if (reader.ReadString() is { } address) addresses[id] = address;
        }

        return addresses;
    }

    public static void Write(ref JsonWriter writer, IReadOnlyDictionary<long, string> addresses, bool quotedIds)
    {
        writer.StartObject();
        foreach ((long id, string address) in addresses)
        {
            writer.Key(id, quotedIds);
            writer.String(address);
        }

        writer.EndObject();
    }
}
