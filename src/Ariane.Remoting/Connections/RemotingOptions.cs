using Ariane.Protocol.Frames;

namespace Ariane.Remoting.Connections;

/// <summary>Limits of a connection. All hold on both sides, server and client.</summary>
public sealed record RemotingOptions
{
    /// <summary>Largest frame, length field included. Upstream: 16 MiB, NettyDecoder.</summary>
    public int MaxFrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Largest header within a frame.</summary>
    public int MaxHeaderBytes { get; init; } = 256 * 1024;

    /// <summary>Requests of one connection whose answers are still to come; above it reading pauses.</summary>
    public int MaxInFlightRequests { get; init; } = 65_536;

    /// <summary>
    /// Calls of one connection that wait for their responses; further ones fail. Upstream: 65535, NettyClientConfig.
    /// </summary>
    public int MaxPendingCalls { get; init; } = 65_536;

    /// <summary>Answers that the peer has not taken yet; above it reading pauses.</summary>
    public int MaxBufferedOutputBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// As <see cref="MaxBufferedOutputBytes"/>; above it the connection closes. Answers that were promised before
    /// reading paused, as those of long polls, can bring a peer there that does not read.
    /// </summary>
    public int MaxUnsentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// What handlers may keep of the requests of one connection that they answer later; above it reading pauses.
    /// </summary>
    public long MaxInFlightBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>What all connections with these options may hold together. Share it to share the limits.</summary>
    public ConnectionMemory Memory { get; init; } = new();

    /// <summary>With whom the connection takes turns when it has much to do; null: with nobody.</summary>
    public ConnectionTurns? Turns { get; init; }

    /// <summary>Closes a connection on which nothing was read or written for so long. Upstream: 120 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// How this side writes its own requests until the peer has sent a binary header, from when on they are binary.
    /// Responses have the codec of their request. The C++ client reads JSON only.
    /// </summary>
    public HeaderCodec RequestCodec { get; init; } = HeaderCodec.Json;
}
