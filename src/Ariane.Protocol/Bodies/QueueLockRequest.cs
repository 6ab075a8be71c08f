using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// The body of LOCK_BATCH_MQ and UNLOCK_BATCH_MQ. Source: .../protocol/body/LockBatchRequestBody.java.
/// </summary>
public sealed record QueueLockRequest(string ConsumerGroup, string ClientId, IReadOnlyList<MessageQueue> Queues)
    : IJsonBody<QueueLockRequest>
{
    public bool OnlyThisBroker { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out QueueLockRequest? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static QueueLockRequest Read(ref TolerantJsonReader reader)
    {
        var request = new QueueLockRequest("", "", []);
        if (!reader.EnterObject()) return request;
        while (reader.NextMember())
        {
            if (reader.NameIs("consumerGroup"u8))
                request = request with { ConsumerGroup = reader.ReadString() ?? "" };
            else if (reader.NameIs("clientId"u8))
                request = request with { ClientId = reader.ReadString() ?? "" };
            else if (reader.NameIs("mqSet"u8))
                request = request with { Queues = JsonMaps.ReadList(ref reader, MessageQueue.Read) };
            else if (reader.NameIs("onlyThisBroker"u8))
                request = request with { OnlyThisBroker = reader.ReadBoolean() };
        }

        return request;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.String("clientId"u8, ClientId);
        writer.String("consumerGroup"u8, ConsumerGroup);
        writer.Name("mqSet"u8);
        MessageQueue.WriteArray(ref writer, Queues);
        writer.Boolean("onlyThisBroker"u8, OnlyThisBroker);
        writer.EndObject();
    }
}
