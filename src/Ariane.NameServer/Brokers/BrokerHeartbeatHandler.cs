using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Brokers;

/// <summary>BROKER_HEARTBEAT: the broker lives; success even if nobody knows it. Called concurrently.</summary>
internal sealed class BrokerHeartbeatHandler(LiveBrokers live) : IRequestHandler<BrokerHeartbeatRequest>
{
    public ValueTask<Reply> HandleAsync(BrokerHeartbeatRequest request, RequestContext context)
    {
        live.Renew(new BrokerKey(request.ClusterName, request.BrokerAddr));
        return new(Reply.Ok);
    }
}
