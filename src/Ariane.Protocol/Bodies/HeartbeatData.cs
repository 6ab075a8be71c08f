using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Ariane.Protocol.Json;
using Ariane.Protocol.Messages;

namespace Ariane.Protocol.Bodies;

/// <summary>The body of HEART_BEAT. Source: remoting/.../remoting/protocol/heartbeat/HeartbeatData.java.</summary>
public sealed record HeartbeatData(string ClientId) : IJsonBody<HeartbeatData>
{
    public IReadOnlyList<ProducerData> Producers { get; init; } = [];

    public IReadOnlyList<ConsumerData> Consumers { get; init; } = [];

    /// <summary>0 in the first version of the protocol, else a hash of what the client subscribes to.</summary>
    public int Fingerprint { get; init; }

    /// <summary>The client left its subscriptions out, as they are the ones it sent before.</summary>
    public bool WithoutSubscriptions { get; init; }

    public static bool TryParse(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out HeartbeatData? body, [NotNullWhen(false)] out string? error) =>
        JsonBody.TryParse(json, Read, out body, out error);

    public void Write(IBufferWriter<byte> output) => JsonBody.Write(output, JsonLayout.Compact, Write);

    /// <summary>
    /// The fingerprint of these groups and subscriptions, whoever sends them and whenever they were made.
    /// </summary>
    /// <remarks>The broker only compares it, so the order of groups and subscriptions must stay the same.</remarks>
    public int ComputeFingerprint()
    {
        var timeless = new HeartbeatData("")
        {
            Producers = Producers,
            Consumers = [.. Consumers.Select(static consumer => consumer with
            {
                Subscriptions = [.. consumer.Subscriptions.Select(static data => data with { Version = 0 })],
            })],
        };
        var json = new ArrayBufferWriter<byte>();
        timeless.Write(json);
        return JavaStringHash.ComputeUtf8(json.WrittenSpan);
    }

    private static HeartbeatData Read(ref TolerantJsonReader reader)
    {
        var data = new HeartbeatData("");
        if (!reader.EnterObject()) return data;
        while (reader.NextMember())
        {
            if (reader.NameIs("clientID"u8))
                data = data with { ClientId = reader.ReadString() ?? "" };
            else if (reader.NameIs("producerDataSet"u8))
                data = data with { Producers = JsonMaps.ReadList(ref reader, ProducerData.Read) };
            else if (reader.NameIs("consumerDataSet"u8))
                data = data with { Consumers = JsonMaps.ReadList(ref reader, ConsumerData.Read) };
            else if (reader.NameIs("heartbeatFingerprint"u8))
                data = data with { Fingerprint = reader.ReadInt32() };
            else if (reader.NameIs("withoutSub"u8) || reader.NameIs("isWithoutSub"u8))
                data = data with { WithoutSubscriptions = reader.ReadBoolean() };
        }

        return data;
    }

    private void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.String("clientID"u8, ClientId);
        writer.Name("consumerDataSet"u8);
        JsonMaps.WriteList(
            ref writer, Consumers, static (ref JsonWriter output, ConsumerData data) => data.Write(ref output));
        writer.Number("heartbeatFingerprint"u8, Fingerprint);
        writer.Name("producerDataSet"u8);
        JsonMaps.WriteList(
            ref writer, Producers, static (ref JsonWriter output, ProducerData data) => data.Write(ref output));
        writer.Boolean("withoutSub"u8, WithoutSubscriptions);
        writer.EndObject();
    }
}
