using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace Ariane.NameServer.Settings;

/// <summary>Every setting of a name server, by upstream's name. Immutable.</summary>
public static class NameServerSettingTable
{
    private static readonly NameServerSetting[] Settings =
    [
        Address("bindAddress", o => o.BindAddress, (o, v) => o with { BindAddress = v }),
        Whole("listenPort", 0, ushort.MaxValue, o => o.ListenPort, (o, v) => o with { ListenPort = v }),
        Whole("serverSocketBacklog", 1, ushort.MaxValue, o => o.SocketBacklog, (o, v) => o with { SocketBacklog = v }),
        Seconds("serverChannelMaxIdleTimeSeconds",
            o => o.ConnectionIdleTimeout, (o, v) => o with { ConnectionIdleTimeout = v }),
        Text("kvConfigPath", o => o.KvConfigPath, (o, v) => o with { KvConfigPath = v }),
        Text("configStorePath", o => o.ConfigStorePath, (o, v) => o with { ConfigStorePath = v }),
        Text("configBlackList", o => o.ConfigBlackList, (o, v) => o with { ConfigBlackList = v }),
        Milliseconds("scanNotActiveBrokerInterval",
            o => o.ScanNotActiveBrokerInterval, (o, v) => o with { ScanNotActiveBrokerInterval = v }),
        Whole("unRegisterBrokerQueueCapacity", 1, 1_000_000,
            o => o.UnregisterBrokerQueueCapacity, (o, v) => o with { UnregisterBrokerQueueCapacity = v }),
        Flag("orderMessageEnable", o => o.OrderMessageEnable, (o, v) => o with { OrderMessageEnable = v }),
        Flag("returnOrderTopicConfigToBroker",
            o => o.ReturnOrderTopicConfigToBroker, (o, v) => o with { ReturnOrderTopicConfigToBroker = v }),
        Flag("enableAllTopicList", o => o.EnableAllTopicList, (o, v) => o with { EnableAllTopicList = v }),
        Flag("enableTopicList", o => o.EnableTopicList, (o, v) => o with { EnableTopicList = v }),
        Flag("notifyMinBrokerIdChanged",
            o => o.NotifyMinBrokerIdChanged, (o, v) => o with { NotifyMinBrokerIdChanged = v }),
        Flag("needWaitForService", o => o.NeedWaitForService, (o, v) => o with { NeedWaitForService = v }),
        Seconds("waitSecondsForService", o => o.WaitForService, (o, v) => o with { WaitForService = v }),
        Flag("deleteTopicWithBrokerRegistration",
            o => o.DeleteTopicWithBrokerRegistration, (o, v) => o with { DeleteTopicWithBrokerRegistration = v }),

        // What follows tunes upstream's threads and sockets, or switches on what a name server here does not do.
        WithoutEffect("clientRequestThreadPoolNums", "8"),
        WithoutEffect("clientRequestThreadPoolQueueCapacity", "50000"),
        WithoutEffect("clusterTest", "false"),
        WithoutEffect("defaultThreadPoolNums", "16"),
        WithoutEffect("defaultThreadPoolQueueCapacity", "10000"),
        WithoutEffect("enableControllerInNamesrv", "false"),
        WithoutEffect("enableShutdownGracefully", "false"),
        WithoutEffect("productEnvName", "center"),
        WithoutEffect("rocketmqHome", ""),
        WithoutEffect("serverAsyncSemaphoreValue", "64"),
        WithoutEffect("serverCallbackExecutorThreads", "0"),
        WithoutEffect("serverNettyWorkerGroupEnable", "true"),
        WithoutEffect("serverOnewaySemaphoreValue", "256"),
        WithoutEffect("serverPooledByteBufAllocatorEnable", "true"),
        WithoutEffect("serverSelectorThreads", "3"),
        WithoutEffect("serverSocketRcvBufSize", "0"),
        WithoutEffect("serverSocketSndBufSize", "0"),
        WithoutEffect("serverWorkerThreads", "8"),
        WithoutEffect("shutdownWaitTimeSeconds", "30"),
        WithoutEffect("supportActingMaster", "false"),
        WithoutEffect("useEpollNativeSelector", "false"),
        WithoutEffect("writeBufferHighWaterMark", "0"),
        WithoutEffect("writeBufferLowWaterMark", "0"),
    ];

    private static readonly FrozenDictionary<string, NameServerSetting> ByKey =
        Settings.ToFrozenDictionary(setting => setting.Key, StringComparer.Ordinal);

    /// <summary>All settings.</summary>
    public static IReadOnlyList<NameServerSetting> All => Settings;

    /// <summary>The setting of a name, or null when there is none.</summary>
    public static NameServerSetting? Find(string key) => ByKey.GetValueOrDefault(key);

    private static NameServerSetting Text(
        string key, Func<NameServerOptions, string> read, Func<NameServerOptions, string, NameServerOptions> change) =>
        new(key, hasEffect: true, "a text", read, (options, text) => text.Length == 0 ? null : change(options, text));

    private static NameServerSetting Address(
        string key, Func<NameServerOptions, string> read, Func<NameServerOptions, string, NameServerOptions> change) =>
        new(
            key,
            hasEffect: true,
            "an IP address",
            read,
            (options, text) => IPAddress.TryParse(text, out _) ? change(options, text) : null);

    private static NameServerSetting Flag(
        string key, Func<NameServerOptions, bool> read, Func<NameServerOptions, bool, NameServerOptions> change) =>
        new(
            key,
            hasEffect: true,
            "true or false",
            options => read(options) ? "true" : "false",
            (options, text) => bool.TryParse(text, out bool value) ? change(options, value) : null);

    private static NameServerSetting Whole(
        string key,
        int minimum,
        int maximum,
        Func<NameServerOptions, int> read,
        Func<NameServerOptions, int, NameServerOptions> change,
        string unit = "") =>
        new(
            key,
            hasEffect: true,
            string.Create(CultureInfo.InvariantCulture, $"a whole number{unit} from {minimum} to {maximum}"),
            options => read(options).ToString(CultureInfo.InvariantCulture),
            (options, text) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                && value >= minimum
                && value <= maximum
                    ? change(options, value)
                    : null);

    private static NameServerSetting Seconds(
        string key,
        Func<NameServerOptions, TimeSpan> read,
        Func<NameServerOptions, TimeSpan, NameServerOptions> change) =>
        Whole(
            key,
            minimum: 1,
            maximum: 86_400,
            options => (int)read(options).TotalSeconds,
            (options, value) => change(options, TimeSpan.FromSeconds(value)),
            " of seconds");

    private static NameServerSetting Milliseconds(
        string key,
        Func<NameServerOptions, TimeSpan> read,
        Func<NameServerOptions, TimeSpan, NameServerOptions> change) =>
        Whole(
            key,
            minimum: 1,
            maximum: 86_400_000,
            options => (int)read(options).TotalMilliseconds,
            (options, value) => change(options, TimeSpan.FromMilliseconds(value)),
            " of milliseconds");

    private static NameServerSetting WithoutEffect(string key, string defaultValue) =>
        new(
            key,
            hasEffect: false,
            "a text",
            options => options.Others.GetValueOrDefault(key, defaultValue),
            (options, text) => options with { Others = options.Others.SetItem(key, text) });
}
