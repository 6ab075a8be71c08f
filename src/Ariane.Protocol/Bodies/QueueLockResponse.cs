using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The queues that LOCK_BATCH_MQ granted: <c>{"lockOKMQSet":[...]}</c>.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/body/LockBatchResponseBody.java. The member is always there.
/// </remarks>
public sealed record QueueLockResponse(IReadOnlyList<MessageQueue> Locked) : IJsonBody<QueueLockResponse>
{
    public static bool TryParse(
        ReadOnlySpan<byte> json,
        [NotNullWhen(true)] out QueueLockResponse? body,
        [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    private static QueueLockResponse Read(ref TolerantJsonReader reader)
    {
        var response = new QueueLockResponse([]);
        if (!reader.EnterObject()) return response;
        while (reader.NextMember())
        {
            if (reader.NameIs("lockOKMQSet"u8))
                response = new QueueLockResponse(JsonMaps.ReadList(ref reader, MessageQueue.Read));
        }

        return response;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Name("lockOKMQSet"u8);
        MessageQueue.WriteArray(ref writer, Locked);
        writer.EndObject();
    }
}
