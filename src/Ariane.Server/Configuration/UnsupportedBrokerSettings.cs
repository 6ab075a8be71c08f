namespace Ariane.Server.Configuration;

/// <summary>Settings that ask for what this broker cannot do, unless they have one of the values listed here.</summary>
/// <remarks>
/// To ignore them would leave an operator with less protection, durability or availability than the file promises.
/// </remarks>
internal static class UnsupportedBrokerSettings
{
    public static IReadOnlyList<Setting<BrokerHostOptions>> All { get; } =
    [
        // A master without slaves; with SYNC_MASTER upstream waits for inSyncReplicas, which counts the master itself.
        Only("brokerRole", "ASYNC_MASTER", "SYNC_MASTER"),
        Only("brokerId", "0"),
        Only("totalReplicas", "1"),
        Only("inSyncReplicas", "1"),
        Only("minInSyncReplicas", "1"),
        Only("haMasterAddress", ""),
        Only("enableControllerMode", "false"),
        Only("enableSlaveActingMaster", "false"),
        Only("enableRemoteEscape", "false"),
        Only("enableDLegerCommitLog", "false"),
        Only("duplicationEnable", "false"),

        Only("storeType", "default"),
        Only("readOnlyCommitLogStorePaths", ""),
        Only("enabledAppendPropCRC", "false"),
        Only("forceVerifyPropCRC", "false"),
        Only("messageStorePlugIn", ""),

        Only("aclEnable", "false"),
        Only("authenticationEnabled", "false"),
        Only("authorizationEnabled", "false"),
        Only("migrateAuthFromV1Enabled", "false"),
        Only("useTLS", "false"),
        Only("socksProxyConfig", "{}"),

        Only("fetchNamesrvAddrByAddressServer", "false"),
        Only("fetchNameSrvAddrByDnsLookup", "false"),
    ];

    private static Setting<BrokerHostOptions> Only(string key, params string[] accepted) =>
        new(
            key,
            SettingEffect.OnlyDefault,
            $"{string.Join(" or ", accepted.Select(value => value.Length == 0 ? "empty" : value))}: "
                + "this server cannot do "
                + "what another value asks for",
            o => o.Others.GetValueOrDefault(key, accepted[0]),
            (o, text) => accepted.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? o with { Others = o.Others.SetItem(key, text) }
                : null);
}
