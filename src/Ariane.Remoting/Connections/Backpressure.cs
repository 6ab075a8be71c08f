using Microsoft.Extensions.Logging;

namespace Ariane.Remoting.Connections;

/// <summary>Holds a peer back that does not take its answers, or has more requests in flight than it may.</summary>
/// <remarks>
/// Used by the thread that reads the connection. While it waits nothing is read, so TCP slows the peer down.
/// </remarks>
internal sealed class Backpressure(
    RemotingConnection connection, ConnectionOutput output, InFlightRequests inFlight, ILogger logger)
{
    /// <summary>Whether no further request may be handled for now.</summary>
    public bool IsOn => output.IsCongested || inFlight.IsFull;

    /// <summary>Answers that have not left yet.</summary>
    public long UnsentBytes => output.UnsentBytes;

    /// <summary>Completes when requests may be handled again, or the connection has closed.</summary>
    public async ValueTask WaitAsync()
    {
        if (!IsOn) return;
        RemotingLog.Paused(logger, connection.Id, connection.RemoteHost, output.UnsentBytes, inFlight.Count);
        while (IsOn && !connection.IsClosed)
        {
            await output.WhenDrainedAsync().ConfigureAwait(false);
            if (inFlight.IsFull) await inFlight.WaitForRoomAsync().ConfigureAwait(false);
        }
    }
}
