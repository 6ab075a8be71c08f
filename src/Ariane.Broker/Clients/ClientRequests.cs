using Ariane.Remoting.Requests;

namespace Ariane.Broker.Clients;

/// <summary>The requests with which clients come, go and find each other.</summary>
internal static class ClientRequests
{
    public static RequestTableBuilder MapClients(
        this RequestTableBuilder table,
        HeartbeatHandler heartbeat,
        ConnectedClients clients,
        ConsumerGroups consumers) => table
        .Map(heartbeat)
        .Map(new UnregisterClientHandler(clients))
        .Map(new CheckClientConfigHandler())
        .Map(new GetConsumerListHandler(consumers));
}
