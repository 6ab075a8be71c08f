namespace Ariane.Client;

/// <summary>How a client finds the cluster, who it says it is, and how often it renews what it knows.</summary>
/// <remarks>Defaults are upstream's: client/.../client/ClientConfig.java.</remarks>
public sealed record ArianeClientOptions
{
    /// <summary>The name servers, each as <c>host:port</c>. At least one; all serve the same data.</summary>
    public required IReadOnlyList<string> NameServers { get; init; }

    /// <summary>The address part of the client id; null takes this machine's first usable address.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>
    /// The instance part of the client id, unique among the members of a group; null makes one from the process id.
    /// </summary>
    public string? InstanceName { get; init; }

    /// <summary>How often the routes of all topics in use are fetched again.</summary>
    public TimeSpan RouteRefreshInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the client announces its groups to the brokers, which forget it after 120 s.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time a call may take where nothing else is said: routes, heartbeats, offsets, administration.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The time a TCP connection may take to open.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The largest frame accepted from a server, in bytes; a pull can bring several messages of 4 MiB.
    /// </summary>
    public int MaxFrameBytes { get; init; } = 64 * 1024 * 1024;

    internal void Validate()
    {
        if (NameServers.Count == 0)
        {
            throw new ArgumentException(
                "There is no name server. Give at least one as host:port, such as 127.0.0.1:9876.");
        }

        foreach (string address in NameServers)
        {
            int colon = address.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(address.AsSpan(colon + 1), out _))
            {
                throw new ArgumentException($"The name server address '{address}' is not of the form host:port.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RouteRefreshInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeartbeatInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFrameBytes, 1024);
    }
}
