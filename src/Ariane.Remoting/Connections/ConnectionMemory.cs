namespace Ariane.Remoting.Connections;

/// <summary>What the connections that share it may keep in memory together. Safe for concurrent use.</summary>
/// <remarks>
/// Each connection has limits of its own, but ten thousand of them that stay below these could still take all memory.
/// When a limit is passed, those connections are closed that have held on to theirs the longest: who sends and reads
/// at any pace never is among them.
/// </remarks>
/// <param name="maxInputBytes">
/// Of frames that have begun and not ended, and of requests that are held back. As long as there are so few connections
/// that a block of each makes no half of it, what fits into their blocks is not counted.
/// </param>
/// <param name="maxOutputBytes">Of answers that peers do not take.</param>
public sealed class ConnectionMemory(
    long maxInputBytes = ConnectionMemory.DefaultMaxBytes, long maxOutputBytes = ConnectionMemory.DefaultMaxBytes)
{
    private const long DefaultMaxBytes = 256 * 1024 * 1024;

    /// <summary>
    /// Whether so many answers wait untaken that each connection should get few until its peer takes them.
    /// </summary>
    internal bool IsOutputScarce => OutputBytes > maxOutputBytes / 8;

    /// <summary>Held for frames that have not ended and requests that are held back.</summary>
    public long InputBytes => Input.Bytes;

    /// <summary>Held for peers that do not take their answers.</summary>
    public long OutputBytes => Output.Bytes;

    internal HeldMemory Input { get; } = new(maxInputBytes);

    internal HeldMemory Output { get; } = new(maxOutputBytes);
}
