using System.Collections.Immutable;

namespace Ariane.NameServer.Settings;

/// <summary>How a name server behaves. Immutable; defaults are upstream's.</summary>
/// <remarks>
/// Source: common/.../common/namesrv/NamesrvConfig.java and remoting/.../remoting/netty/NettyServerConfig.java.
/// <see cref="NameServerSettingTable"/> gives the names under which operators know these settings.
/// </remarks>
public sealed record NameServerOptions
{
    /// <summary>The options of a name server whose files are in a directory of their own.</summary>
    public static NameServerOptions In(string directory) => new()
    {
        KvConfigPath = Path.Combine(directory, "kvConfig.json"),
        ConfigStorePath = Path.Combine(directory, "namesrv.properties"),
    };

    /// <summary>Where to listen. 0.0.0.0 is every interface.</summary>
    public string BindAddress { get; init; } = "0.0.0.0";

    /// <summary>The TCP port; 0 lets the system choose.</summary>
    public int ListenPort { get; init; } = 9876;

    /// <summary>Connections that may wait to be accepted.</summary>
    public int SocketBacklog { get; init; } = 1024;

    /// <summary>A connection on which nothing moves for so long is closed.</summary>
    public TimeSpan ConnectionIdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Where the key-value configuration is kept.</summary>
    public string KvConfigPath { get; init; } = InUserHome("kvConfig.json");

    /// <summary>Where settings go that are changed at run time. Read at start only if the operator names it.</summary>
    public string ConfigStorePath { get; init; } = InUserHome("namesrv.properties");

    /// <summary>Names of further settings that cannot be changed at run time, separated by semicolons.</summary>
    public string ConfigBlackList { get; init; } = "configBlackList;configStorePath;kvConfigPath";

    /// <summary>How often silent brokers are looked for. Read at start.</summary>
    public TimeSpan ScanNotActiveBrokerInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many brokers may wait to be taken out. Read at start.</summary>
    public int UnregisterBrokerQueueCapacity { get; init; } = 3000;

    /// <summary>Puts the queues of ordered topics into their routes.</summary>
    public bool OrderMessageEnable { get; init; }

    /// <summary>Tells every broker that registers which topics are ordered.</summary>
    public bool ReturnOrderTopicConfigToBroker { get; init; } = true;

    /// <summary>Answers the list of all topics.</summary>
    public bool EnableAllTopicList { get; init; } = true;

    /// <summary>Answers the lists of a cluster's and of units' topics.</summary>
    public bool EnableTopicList { get; init; } = true;

    /// <summary>Tells the members of a group when their lowest broker id changes.</summary>
    public bool NotifyMinBrokerIdChanged { get; init; }

    /// <summary>
    /// Refuses route queries for <see cref="WaitForService"/> after start, until brokers had time to register.
    /// </summary>
    public bool NeedWaitForService { get; init; }

    /// <summary>How long <see cref="NeedWaitForService"/> holds.</summary>
    public TimeSpan WaitForService { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Takes a registration for complete: topics that are not in it are gone.</summary>
    public bool DeleteTopicWithBrokerRegistration { get; init; }

    /// <summary>The most that a compressed registration may inflate to, in bytes.</summary>
    public int MaxInflatedRegistrationBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>
    /// Settings that are accepted, reported back and have no effect here, and unknown ones of a start-up file.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Others { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    private static string InUserHome(string file) =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "namesrv", file);
}
