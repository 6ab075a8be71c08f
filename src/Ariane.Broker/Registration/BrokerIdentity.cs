using System.Buffers;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using System.Net;

namespace Ariane.Broker.Registration;

/// <summary>Makes the requests with which this broker comes and goes at a name server. Thread-safe.</summary>
/// <remarks>
/// Source: broker/.../broker/BrokerController.java (registerBrokerAll) and .../out/BrokerOuterAPI.java.
/// </remarks>
internal sealed class BrokerIdentity(BrokerOptions options, TopicTable topics)
{
    private const TopicPermission ReadWrite = TopicPermission.Read | TopicPermission.Write;

    private readonly string _haAddress = new IPEndPoint(options.Address, options.HaPort ?? options.Port + 1).ToString();

    public UnregisterBrokerRequest Farewell =>
        new(options.BrokerName, options.AdvertisedAddress, options.ClusterName, options.BrokerId);

    /// <summary>The registration of some topics, or with null of all.</summary>
    public (RegisterBrokerRequest Request, ReadOnlyMemory<byte> Body) Introduce(IReadOnlyCollection<string>? names)
    {
        TopicConfigTable table = names is null ? topics.Snapshot() : topics.Snapshot(names);
        var body = new ArrayBufferWriter<byte>();
        new RegisterBrokerBody(Restrict(table)).Write(body);
        var request = new RegisterBrokerRequest(
            options.BrokerName,
            options.AdvertisedAddress,
            options.ClusterName,
            _haAddress,
            options.BrokerId,
            EnableActingMaster: false,
            Compressed: false,
            BodyCrc32: Crc32.ComputeBody(body.WrittenSpan));
        return (request, body.WrittenMemory);
    }

    // A broker that may not be written to announces none of its topics as writable: this is how it is drained.
    private TopicConfigTable Restrict(TopicConfigTable table)
    {
        if ((options.Permission & ReadWrite) == ReadWrite) return table;
        return table with
        {
            Topics = table.Topics.ToDictionary(
                static pair => pair.Key, pair => pair.Value with { Perm = pair.Value.Perm & options.Permission }),
        };
    }
}
