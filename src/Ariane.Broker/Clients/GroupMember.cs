using Ariane.Protocol.Headers;
using Ariane.Remoting.Connections;

namespace Ariane.Broker.Clients;

/// <summary>One client in a producer or consumer group. Thread-safe.</summary>
internal sealed class GroupMember(ClientIdentity client, long now)
{
    private long _lastHeartbeat = now;
    private int _isNotifying;

    public ClientIdentity Client { get; } = client;

    public RemotingConnection Connection => Client.Connection;

    /// <summary>A timestamp of the broker's <see cref="TimeProvider"/>.</summary>
    public long LastHeartbeat => Volatile.Read(ref _lastHeartbeat);

    public void Beat(long now) => Volatile.Write(ref _lastHeartbeat, now);

    /// <summary>
    /// Tells the client that its group changed; does nothing while an earlier notice is still on its way.
    /// </summary>
    public void NotifyMembersChanged(string group)
    {
        if (Interlocked.Exchange(ref _isNotifying, 1) == 0) _ = NotifyAsync(group);
    }

    private async Task NotifyAsync(string group)
    {
        try
        {
            await Connection.SendOnewayAsync(
                new ConsumerIdsChangedRequest(group), default, Connection.Closed).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client is gone; the end of its connection takes it out of the group.
        }
        finally
        {
            Volatile.Write(ref _isNotifying, 0);
        }
    }
}
