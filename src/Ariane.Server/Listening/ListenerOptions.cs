using Ariane.Remoting.Connections;

namespace Ariane.Server.Listening;

/// <summary>Limits of a listening port.</summary>
public sealed record ListenerOptions
{
    /// <summary>Most connections open at once; further ones are closed at once. No upstream key.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>What the connections may hold in memory together. Ports that share it share its limits.</summary>
    public ConnectionMemory Memory { get; init; } = new();

    /// <summary>With whom busy connections take turns. Ports that share it share the processors fairly.</summary>
    public ConnectionTurns Turns { get; init; } = new();

    /// <summary>serverSocketBacklog: connections that may wait to be accepted.</summary>
    public int Backlog { get; init; } = 1024;

    /// <summary>serverChannelMaxIdleTimeSeconds: a connection on which nothing moves for so long is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long connections may take to answer what they have read when the server stops.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(3);
}
