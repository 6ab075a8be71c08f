using System.Globalization;
using Ariane.Broker;
using Ariane.Protocol.Bodies;
using static Ariane.Server.Configuration.SettingOf<Ariane.Broker.BrokerOptions>;

namespace Ariane.Server.Configuration;

/// <summary>The settings of a broker itself. Source: common/.../common/BrokerConfig.java.</summary>
internal static class BrokerSettings
{
    private const int Minute = 60_000;
    private const int Day = 24 * 60 * Minute;

    public static IReadOnlyList<Setting<BrokerOptions>> All { get; } =
    [
        Text("brokerName", o => o.BrokerName, (o, v) => o with { BrokerName = v }),
        Text("brokerClusterName", o => o.ClusterName, (o, v) => o with { ClusterName = v }),
        Whole("listenPort", 0, ushort.MaxValue, o => o.Port, (o, v) => o with { Port = v }),
        Whole("haListenPort", 0, ushort.MaxValue, o => o.HaPort ?? o.Port + 1, (o, v) => o with { HaPort = v }),
        Other("brokerPermission", "0 for none, 2 to write, 4 to read or 6 for both",
            o => ((int)o.Permission).ToString(CultureInfo.InvariantCulture),
            (o, text) => text is "0" or "2" or "4" or "6"
                ? o with { Permission = (TopicPermission)int.Parse(text, CultureInfo.InvariantCulture) }
                : null),

        Other("namesrvAddr", "addresses of the form host:port, separated by semicolons",
            o => string.Join(';', o.Registration.NameServers),
            (o, text) => TryAddresses(text, out var addresses)
                ? o with { Registration = o.Registration with { NameServers = addresses } }
                : null),
        Milliseconds("registerNameServerPeriod", 1, Day,
            o => o.Registration.Period, (o, v) => o with { Registration = o.Registration with { Period = v } }),
        Milliseconds("registerBrokerTimeoutMills", 1, 10 * Minute,
            o => o.Registration.Timeout, (o, v) => o with { Registration = o.Registration with { Timeout = v } }),

        Flag("autoCreateTopicEnable",
            o => o.Topics.AutoCreate, (o, v) => o with { Topics = o.Topics with { AutoCreate = v } }),
        Whole("defaultTopicQueueNums", 1, 65_536,
            o => o.Topics.DefaultQueueNums, (o, v) => o with { Topics = o.Topics with { DefaultQueueNums = v } }),
        Flag("clusterTopicEnable",
            o => o.Topics.ClusterTopic, (o, v) => o with { Topics = o.Topics with { ClusterTopic = v } }),
        Flag("brokerTopicEnable",
            o => o.Topics.BrokerTopic, (o, v) => o with { Topics = o.Topics with { BrokerTopic = v } }),
        Flag("traceTopicEnable",
            o => o.Topics.TraceTopic, (o, v) => o with { Topics = o.Topics with { TraceTopic = v } }),
        Text("msgTraceTopicName",
            o => o.Topics.TraceTopicName, (o, v) => o with { Topics = o.Topics with { TraceTopicName = v } }),
        Whole("reviveQueueNum", 1, 1024,
            o => o.Topics.ReviveQueueNums, (o, v) => o with { Topics = o.Topics with { ReviveQueueNums = v } }),
        Flag("validateSystemTopicWhenUpdateTopic",
            o => o.Topics.ProtectSystemTopics, (o, v) => o with { Topics = o.Topics with { ProtectSystemTopics = v } }),
        Flag("enableMixedMessageType",
            o => o.Topics.MixedMessageType, (o, v) => o with { Topics = o.Topics with { MixedMessageType = v } }),

        Flag("autoCreateSubscriptionGroup",
            o => o.Groups.AutoCreate, (o, v) => o with { Groups = o.Groups with { AutoCreate = v } }),
        Flag("enableCreateSysGroup",
            o => o.Groups.AutoCreateSystemGroups,
            (o, v) => o with { Groups = o.Groups with { AutoCreateSystemGroups = v } }),

        Text("regionId", o => o.Sending.Region, (o, v) => o with { Sending = o.Sending with { Region = v } }),
        Flag("traceOn", o => o.Sending.TraceOn, (o, v) => o with { Sending = o.Sending with { TraceOn = v } }),
        Flag("rejectTransactionMessage",
            o => o.Sending.RejectTransactions,
            (o, v) => o with { Sending = o.Sending with { RejectTransactions = v } }),
        Other("startAcceptSendRequestTimeStamp", "a time in milliseconds since 1970, or 0 for at once",
            o => (o.Sending.AcceptFrom?.ToUnixTimeMilliseconds() ?? 0).ToString(CultureInfo.InvariantCulture),
            ChangeAcceptFrom),

        Flag("litePullMessageEnable",
            o => o.Pulling.LitePull, (o, v) => o with { Pulling = o.Pulling with { LitePull = v } }),
        Flag("longPollingEnable",
            o => o.Pulling.LongPolling, (o, v) => o with { Pulling = o.Pulling with { LongPolling = v } }),
        Milliseconds("shortPollingTimeMills", 0, 2 * Minute,
            o => o.Pulling.ShortPollingTime, (o, v) => o with { Pulling = o.Pulling with { ShortPollingTime = v } }),
        Flag("slaveReadEnable",
            o => o.Pulling.SlaveRead, (o, v) => o with { Pulling = o.Pulling with { SlaveRead = v } }),

        Milliseconds("channelExpiredTimeout", 1000, Day,
            o => o.Clients.HeartbeatTimeout, (o, v) => o with { Clients = o.Clients with { HeartbeatTimeout = v } }),
        Flag("notifyConsumerIdsChangedEnable",
            o => o.Clients.NotifyConsumerIdsChanged,
            (o, v) => o with { Clients = o.Clients with { NotifyConsumerIdsChanged = v } }),

        Milliseconds("flushConsumerOffsetInterval", 10, Day,
            o => o.Offsets.CheckpointInterval,
            (o, v) => o with { Offsets = o.Offsets with { CheckpointInterval = v } }),
        Whole("consumerOffsetUpdateVersionStep", 1, 1_000_000,
            o => o.Offsets.VersionStep, (o, v) => o with { Offsets = o.Offsets with { VersionStep = v } }),
    ];

    private static BrokerOptions? ChangeAcceptFrom(BrokerOptions options, string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long millis)) return null;
        if (millis > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return null;

        DateTimeOffset? time = millis == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(millis);
        return options with { Sending = options.Sending with { AcceptFrom = time } };
    }

    private static bool TryAddresses(string text, out IReadOnlyList<string> addresses)
    {
        addresses = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return addresses.Count > 0 && addresses.All(IsAddress);
    }

    private static bool IsAddress(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && port > 0;
    }
}
