using static Ariane.Server.Configuration.SettingOf<Ariane.Server.Configuration.BrokerHostOptions>;

namespace Ariane.Server.Configuration;

/// <summary>Every setting of a broker, its store and its port, by upstream's name.</summary>
/// <remarks>The ports' settings: remoting/.../remoting/netty/NettyServerConfig.java.</remarks>
internal static class BrokerHostSettings
{
    public static IReadOnlyList<Setting<BrokerHostOptions>> All { get; } =
    [
        Address("bindAddress", o => o.BindAddress, (o, v) => o with { BindAddress = v }),
        Address("brokerIP1",
            o => o.Broker.Address,
            (o, v) => o with { Broker = o.Broker with { Address = v }, IsAddressGiven = true }),
        Whole("serverSocketBacklog", 1, ushort.MaxValue,
            o => o.Listener.Backlog, (o, v) => o with { Listener = o.Listener with { Backlog = v } }),
        Seconds("serverChannelMaxIdleTimeSeconds", 1, 86_400,
            o => o.Listener.IdleTimeout, (o, v) => o with { Listener = o.Listener with { IdleTimeout = v } }),
        .. BrokerSettings.All.Select(setting => setting.Within<BrokerHostOptions>(
            o => o.Broker, (o, v) => o with { Broker = v })),
        .. StoreSettings.All.Select(setting => setting.Within<BrokerHostOptions>(
            o => o.Broker.Store, (o, v) => o with { Broker = o.Broker with { Store = v } })),
        .. UnsupportedBrokerSettings.All,
        .. InertBrokerSettings.All,
    ];
}
