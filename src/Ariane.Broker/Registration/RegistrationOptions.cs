namespace Ariane.Broker.Registration;

/// <summary>How the broker makes itself known. Source: common/.../common/BrokerConfig.java.</summary>
public sealed record RegistrationOptions
{
    /// <summary>namesrvAddr: addresses of the form <c>host:port</c>; empty for a broker that nobody looks up.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>
    /// registerNameServerPeriod; kept between 10 and 60 s, as name servers forget a broker after 120 s.
    /// </summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>registerBrokerTimeoutMills: how long one registration may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(24);

    /// <summary>Wait after a registration failed. No upstream key: there, the next period is waited for.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an operator's change of a topic waits for the name servers before it is answered.</summary>
    public TimeSpan AnnounceTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a stopping broker waits for the name servers to forget it.</summary>
    public TimeSpan UnregisterTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
