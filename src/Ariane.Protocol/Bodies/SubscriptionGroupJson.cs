using Ariane.Protocol.Json;

namespace Ariane.Protocol.Bodies;

/// <summary>The JSON form of <see cref="SubscriptionGroupConfig"/>, beside it for its length.</summary>
internal static class SubscriptionGroupJson
{
    /// <summary>Reads one group; members that are missing keep their defaults.</summary>
    public static SubscriptionGroupConfig Read(ref TolerantJsonReader reader)
    {
        var config = new SubscriptionGroupConfig("");
        if (!reader.EnterObject()) return config;
        while (reader.NextMember())
        {
            if (reader.NameIs("groupName"u8))
                config = config with { GroupName = reader.ReadString() ?? "" };
            else if (reader.NameIs("groupRetryPolicy"u8))
                config = ReadRetryPolicy(ref reader, config);
            else if (reader.NameIs("subscriptionDataSet"u8))
                config = config with { SubscriptionDataSetJson = JsonCopy.ReadStandardJson(ref reader) };
            else if (reader.NameIs("attributes"u8))
                config = config with { Attributes = JsonMaps.ReadStringMap(ref reader) };
            else
                config = ReadNumber(ref reader, ReadSwitch(ref reader, config));
        }

        return config;
    }

    public static void Write(ref JsonWriter writer, SubscriptionGroupConfig config)
    {
        writer.StartObject();
        writer.Name("attributes"u8);
        JsonMaps.WriteStringMap(ref writer, config.Attributes);
        writer.Number("brokerId"u8, config.BrokerId);
        writer.Boolean("consumeBroadcastEnable"u8, config.ConsumeBroadcastEnable);
        writer.Boolean("consumeEnable"u8, config.ConsumeEnable);
        writer.Boolean("consumeFromMinEnable"u8, config.ConsumeFromMinEnable);
        writer.Boolean("consumeMessageOrderly"u8, config.ConsumeMessageOrderly);
        writer.Number("consumeTimeoutMinute"u8, config.ConsumeTimeoutMinute);
        writer.String("groupName"u8, config.GroupName);
        WriteFromPolicyOn(ref writer, config);
        writer.EndObject();
    }

    private static SubscriptionGroupConfig ReadRetryPolicy(
        ref TolerantJsonReader reader, SubscriptionGroupConfig config) =>
        config with { RetryPolicyJson = JsonCopy.ReadStandardJson(ref reader) ?? config.RetryPolicyJson };

    private static SubscriptionGroupConfig ReadSwitch(ref TolerantJsonReader reader, SubscriptionGroupConfig config)
    {
        if (reader.NameIs("consumeEnable"u8))
            return config with { ConsumeEnable = reader.ReadBoolean(config.ConsumeEnable) };
        if (reader.NameIs("consumeFromMinEnable"u8))
            return config with { ConsumeFromMinEnable = reader.ReadBoolean(config.ConsumeFromMinEnable) };
        if (reader.NameIs("consumeBroadcastEnable"u8))
            return config with { ConsumeBroadcastEnable = reader.ReadBoolean(config.ConsumeBroadcastEnable) };
        if (reader.NameIs("consumeMessageOrderly"u8))
            return config with { ConsumeMessageOrderly = reader.ReadBoolean(config.ConsumeMessageOrderly) };
        if (!reader.NameIs("notifyConsumerIdsChangedEnable"u8)) return config;
        bool notify = reader.ReadBoolean(config.NotifyConsumerIdsChangedEnable);
        return config with { NotifyConsumerIdsChangedEnable = notify };
    }

    private static SubscriptionGroupConfig ReadNumber(ref TolerantJsonReader reader, SubscriptionGroupConfig config)
    {
        if (reader.NameIs("retryQueueNums"u8))
            return config with { RetryQueueNums = reader.ReadInt32(config.RetryQueueNums) };
        if (reader.NameIs("retryMaxTimes"u8))
            return config with { RetryMaxTimes = reader.ReadInt32(config.RetryMaxTimes) };
        if (reader.NameIs("brokerId"u8))
            return config with { BrokerId = reader.ReadInt64(config.BrokerId) };
        if (reader.NameIs("whichBrokerWhenConsumeSlowly"u8))
            return config with { WhichBrokerWhenConsumeSlowly = reader.ReadInt64(config.WhichBrokerWhenConsumeSlowly) };
        if (reader.NameIs("groupSysFlag"u8))
            return config with { GroupSysFlag = reader.ReadInt32(config.GroupSysFlag) };
        if (reader.NameIs("consumeTimeoutMinute"u8))
            return config with { ConsumeTimeoutMinute = reader.ReadInt32(config.ConsumeTimeoutMinute) };
        return config;
    }

    private static void WriteFromPolicyOn(ref JsonWriter writer, SubscriptionGroupConfig config)
    {
        writer.Name("groupRetryPolicy"u8);
        JsonCopy.WriteJson(ref writer, config.RetryPolicyJson);
        writer.Number("groupSysFlag"u8, config.GroupSysFlag);
        writer.Boolean("notifyConsumerIdsChangedEnable"u8, config.NotifyConsumerIdsChangedEnable);
        writer.Number("retryMaxTimes"u8, config.RetryMaxTimes);
        writer.Number("retryQueueNums"u8, config.RetryQueueNums);
        if (config.SubscriptionDataSetJson is not null)
        {
            writer.Name("subscriptionDataSet"u8);
            JsonCopy.WriteJson(ref writer, config.SubscriptionDataSetJson);
        }

        writer.Number("whichBrokerWhenConsumeSlowly"u8, config.WhichBrokerWhenConsumeSlowly);
    }
}
