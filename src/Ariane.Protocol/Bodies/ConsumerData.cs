using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>
/// A consumer group of the client. Source: remoting/.../remoting/protocol/heartbeat/ConsumerData.java.
/// </summary>
public sealed record ConsumerData(string GroupName)
{
    // By the values of the enums: upstream takes names and ordinals.
    private static readonly string[] ConsumeTypes = ["CONSUME_ACTIVELY", "CONSUME_PASSIVELY", "CONSUME_POP"];

    private static readonly string[] MessageModels = ["BROADCASTING", "CLUSTERING"];

    private static readonly string[] Origins =
    [
        "CONSUME_FROM_LAST_OFFSET",
        "CONSUME_FROM_LAST_OFFSET_AND_FROM_MIN_WHEN_BOOT_FIRST",
        "CONSUME_FROM_MIN_OFFSET",
        "CONSUME_FROM_MAX_OFFSET",
        "CONSUME_FROM_FIRST_OFFSET",
        "CONSUME_FROM_TIMESTAMP",
    ];

    public ConsumeType ConsumeType { get; init; } = ConsumeType.ConsumePassively;

    public MessageModel MessageModel { get; init; } = MessageModel.Clustering;

    public ConsumeFromWhere ConsumeFromWhere { get; init; }

    public bool UnitMode { get; init; }

    public IReadOnlyList<SubscriptionData> Subscriptions { get; init; } = [];

    internal static ConsumerData? Read(ref TolerantJsonReader reader)
    {
        if (!reader.EnterObject()) return null;
        var data = new ConsumerData("");
        while (reader.NextMember())
        {
            if (reader.NameIs("groupName"u8))
                data = data with { GroupName = reader.ReadString() ?? "" };
            else if (reader.NameIs("consumeType"u8))
                data = data with { ConsumeType = ReadConsumeType(ref reader) };
            else if (reader.NameIs("messageModel"u8))
                data = data with { MessageModel = ReadMessageModel(ref reader) };
            else if (reader.NameIs("consumeFromWhere"u8))
                data = data with { ConsumeFromWhere = (ConsumeFromWhere)reader.ReadEnum(Origins, 0) };
            else if (reader.NameIs("unitMode"u8))
                data = data with { UnitMode = reader.ReadBoolean() };
            else if (reader.NameIs("subscriptionDataSet"u8))
                data = data with { Subscriptions = JsonMaps.ReadList(ref reader, SubscriptionData.Read) };
        }

        return data;
    }

    internal void Write(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.String("consumeFromWhere"u8, Origins[(int)ConsumeFromWhere]);
        writer.String("consumeType"u8, ConsumeTypes[(int)ConsumeType]);
        writer.String("groupName"u8, GroupName);
        writer.String("messageModel"u8, MessageModels[(int)MessageModel]);
        writer.Name("subscriptionDataSet"u8);
        JsonMaps.WriteList(
            ref writer, Subscriptions, static (ref JsonWriter output, SubscriptionData data) => data.Write(ref output));
        writer.Boolean("unitMode"u8, UnitMode);
        writer.EndObject();
    }

    private static ConsumeType ReadConsumeType(ref TolerantJsonReader reader) =>
        (ConsumeType)reader.ReadEnum(ConsumeTypes, (int)ConsumeType.ConsumePassively);

    private static MessageModel ReadMessageModel(ref TolerantJsonReader reader) =>
        (MessageModel)reader.ReadEnum(MessageModels, (int)MessageModel.Clustering);
}
