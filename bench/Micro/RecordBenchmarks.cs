using System.Buffers;
using System.Net;
using Ariane.Protocol.Messages;
using BenchmarkDotNet.Attributes;

namespace Ariane.Micro;

/// <summary>
/// What a broker does to each message: its checksum, its properties, its record; and reading that back.
/// </summary>
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private static readonly PropertyNameSet Dropped = new(
        PropertyNames.PopCheckPoint, PropertyNames.Region, PropertyNames.TraceOn, PropertyNames.Cluster);

    private static readonly HostAddress BornHost = HostAddress.From(IPEndPoint.Parse("10.0.0.9:50000"));
    private static readonly HostAddress StoreHost = HostAddress.From(IPEndPoint.Parse("10.0.0.1:10911"));

    private readonly byte[] _body = new byte[1024];
    private readonly byte[] _properties =
        ("KEYS\u0001order-4711\u0002UNIQ_KEY\u0001C0A8010A5678A1B2C3D4000F42400001\u0002"u8
            + "WAIT\u0001true\u0002TAGS\u0001TagA\u0002"u8).ToArray();

    private readonly byte[] _room = new byte[2048];
    private byte[] _record = [];

    [GlobalSetup]
    public void EncodeSample()
    {
        new Random(1).NextBytes(_body);
        _record = _room.AsSpan(0, Encode()).ToArray();
    }

    [Benchmark]
    public int ChecksumOf1KiB() => Crc32.ComputeBody(_body);

    [Benchmark]
    public int ChecksumOf1KiBByTables() => (int)Crc32.AppendWithTables(0, _body);

    /// <summary>Drops what only a broker may set and appends this broker's own.</summary>
    [Benchmark]
    public int RewriteProperties()
    {
        var writer = new PropertyWriter(_room);
        writer.Copy(_properties, Dropped);
        writer.Append("MSG_REGION"u8, "DefaultRegion"u8);
        writer.Append("TRACE_ON"u8, "true"u8);
        writer.Append("CLUSTER"u8, "DefaultCluster"u8);
        return writer.WrittenBytes;
    }

    [Benchmark]
    public bool FindTags() => MessageProperties.TryFind(_properties, "TAGS"u8, out _);

    /// <summary>A record with a body of 1 KiB, whose checksum is known.</summary>
    [Benchmark]
    public int Encode()
    {
        var message = new MessageToEncode
        {
            Topic = "TopicTest"u8,
            QueueId = 3,
            Body = new ReadOnlySequence<byte>(_body),
            BodyCrc = 17,
            Properties = _properties,
            BornTimestamp = 1700000000000,
            BornHost = BornHost,
            StoreHost = StoreHost,
        };
        message.Encode(_room, queueOffset: 42, logOffset: 1 << 20, storeTimestamp: 1700000000005);
        return message.EncodedBytes;
    }

    /// <summary>Checks the same record and takes what dispatching takes of it.</summary>
    [Benchmark]
    public long Decode()
    {
        if (MessageRecord.TryRead(_record, out MessageRecord record) != RecordStatus.Message) return -1;
        return record.LogOffset + record.QueueOffset + record.QueueId + record.StoreTimestamp + record.Topic.Length
            + record.Properties.Length + record.PreparedTransactionOffset + (long)record.SysFlag;
    }
}
