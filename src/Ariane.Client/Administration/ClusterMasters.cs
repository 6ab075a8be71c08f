using Ariane.Client.Connections;
using Ariane.Client.Routes;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Calls;

namespace Ariane.Client.Administration;

/// <summary>Finds the brokers that configuration is changed on. Safe for concurrent use.</summary>
internal static class ClusterMasters
{
    /// <summary>The masters of one cluster, or of all of them when <paramref name="cluster"/> is null.</summary>
    /// <exception cref="RouteException">There is none.</exception>
    public static async ValueTask<IReadOnlyList<string>> ListAsync(
        NameServers nameServers, string? cluster, CancellationToken cancellationToken)
    {
        (string address, RemotingResponse response) = await nameServers
            .AskAsync(new GetClusterInfoRequest(), cancellationToken).ConfigureAwait(false);
        if (response.Code != ResponseCode.Success)
        {
            throw BrokerException.From(RequestCode.GetBrokerClusterInfo, address, response);
        }

        ClusterInfo info = RemoteCalls.Decode<ClusterInfo>(address, response);
        var masters = new List<string>();
        foreach (BrokerData broker in info.Brokers.Values)
        {
            if (cluster is not null && broker.Cluster != cluster) continue;
            if (broker.Addresses.TryGetValue(0, out string? master)) masters.Add(master);
        }

        if (masters.Count > 0) return masters;
        throw new RouteException(cluster is null
            ? $"The name server {address} knows no master broker. Check that a broker runs and is registered there."
            : $"The name server {address} knows no master broker in the cluster '{cluster}'. Check the cluster's " +
            "name.");
    }
}
