using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>How far a group is in each queue: the answer to GET_CONSUME_STATS, a map whose keys are objects.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/admin/ConsumeStats.java. Upstream also writes a rate, <c>consumeTps</c>; its
/// readers take a missing one as 0.
/// </remarks>
public sealed record ConsumeStats(IReadOnlyDictionary<MessageQueue, QueueProgress> Queues) : IJsonBody<ConsumeStats>
{
    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out ConsumeStats? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output)
    {
        var writer = new JsonWriter(output);
        writer.StartObject();
        writer.Name("offsetTable"u8);
        writer.StartObject();
        foreach ((MessageQueue queue, QueueProgress progress) in Queues)
        {
            writer.StartObjectKey();
            queue.Write(ref writer);
            writer.EndObjectKey();
            progress.Write(ref writer);
        }

        writer.EndObject();
        writer.EndObject();
        writer.Flush();
    }

    private static ConsumeStats Read(ref TolerantJsonReader reader)
    {
        var queues = new Dictionary<MessageQueue, QueueProgress>();
        if (!reader.EnterObject()) return new ConsumeStats(queues);
        while (reader.NextMember())
        {
            if (reader.NameIs("offsetTable"u8)) ReadQueues(ref reader, queues);
        }

        return new ConsumeStats(queues);
    }

    private static void ReadQueues(ref TolerantJsonReader reader, Dictionary<MessageQueue, QueueProgress> queues)
    {
        if (!reader.EnterObject()) return;
        while (reader.NextMember())
        {
            var key = new TolerantJsonReader(reader.Name);
            MessageQueue? queue = MessageQueue.Read(ref key);
            QueueProgress progress = QueueProgress.Read(ref reader);
            if (queue is not null) queues[queue] = progress;
        }
    }
}

/// <summary>Offsets of one queue and group. Source: remoting/.../remoting/protocol/admin/OffsetWrapper.java.</summary>
/// <param name="BrokerOffset">The queue's next offset.</param>
/// <param name="ConsumerOffset">The next offset the group will consume; 0 when it has none.</param>
/// <param name="PullOffset">The next offset the group will pull.</param>
/// <param name="LastTimestamp">
/// When the message consumed last was stored, in Unix milliseconds; 0 when there is none.
/// </param>
public sealed record QueueProgress(long BrokerOffset, long ConsumerOffset, long PullOffset, long LastTimestamp)
{
    internal static QueueProgress Read(ref TolerantJsonReader reader)
    {
        var progress = new QueueProgress(0, 0, 0, 0);
        if (!reader.EnterObject()) return progress;
        while (reader.NextMember())
        {
            if (reader.NameIs("brokerOffset"u8)) progress = progress with { BrokerOffset = reader.ReadInt64() };
            else if (reader.NameIs("consumerOffset"u8))
                progress = progress with { ConsumerOffset = reader.ReadInt64() };
            else if (reader.NameIs("pullOffset"u8)) progress = progress with { PullOffset = reader.ReadInt64() };
            else if (reader.NameIs("lastTimestamp"u8)) progress = progress with { LastTimestamp = reader.ReadInt64() };
        }

        return progress;
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Number("brokerOffset"u8, BrokerOffset);
        writer.Number("consumerOffset"u8, ConsumerOffset);
        writer.Number("lastTimestamp"u8, LastTimestamp);
        writer.Number("pullOffset"u8, PullOffset);
        writer.EndObject();
    }
}
