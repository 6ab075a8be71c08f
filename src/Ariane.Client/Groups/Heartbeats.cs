using Ariane.Client.Connections;
using Ariane.Client.Routes;
using Ariane.Protocol.Headers;
using Microsoft.Extensions.Logging;

namespace Ariane.Client.Groups;

/// <summary>Announces the client's groups to the brokers of its topics. Called from any thread.</summary>
/// <remarks>Source: client/.../client/impl/factory/MQClientInstance.java (sendHeartbeatToAllBroker).</remarks>
internal sealed class Heartbeats(
    string clientId, GroupTable groups, RouteTable routes, RemoteCalls calls, ILogger logger)
{
    /// <summary>Tells every broker now. A broker that does not answer is told again in the next round.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (groups.IsEmpty) return;

        ReadOnlyMemory<byte> body = RemoteCalls.Encode(groups.Describe(clientId));
        // Slaves hear of consumers only: nobody sends to them.
        HashSet<string> brokers = routes.ListBrokers(mastersOnly: !groups.HasConsumers);
        await Task.WhenAll(brokers.Select(address => SendAsync(address, body, cancellationToken)))
            .ConfigureAwait(false);
    }

    /// <summary>Takes the client out of a group, at every broker that may know of it.</summary>
    public Task LeaveAsync(string? producerGroup, string? consumerGroup, CancellationToken cancellationToken)
    {
        var request = new UnregisterClientRequest(clientId, producerGroup, consumerGroup);
        HashSet<string> brokers = routes.ListBrokers(mastersOnly: false);
        return Task.WhenAll(brokers.Select(address => LeaveAsync(address, request, cancellationToken)));
    }

    private async Task SendAsync(string address, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            await calls.CallAsync(address, new HeartbeatRequest(), body, cancellationToken).ConfigureAwait(false);
        }
        catch (ArianeClientException exception)
        {
            GroupLog.HeartbeatFailed(logger, address, exception);
        }
    }

    private async Task LeaveAsync(string address, UnregisterClientRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await calls.CallAsync(address, request, cancellationToken).ConfigureAwait(false);
        }
        catch (ArianeClientException exception)
        {
            // The broker finds out by the closed connection, or when heartbeats stay away.
            GroupLog.LeaveFailed(logger, address, exception);
        }
    }
}
