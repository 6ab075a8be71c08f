using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Brokers;

/// <summary>UNREGISTER_BROKER: the broker goes. Called concurrently, from any connection.</summary>
/// <remarks>Answered when queued, not when done. Source: .../namesrv/processor/DefaultRequestProcessor.java.</remarks>
internal sealed class UnregisterBrokerHandler(UnregistrationQueue queue) : IRequestHandler<UnregisterBrokerRequest>
{
    public ValueTask<Reply> HandleAsync(UnregisterBrokerRequest request, RequestContext context)
    {
        string? fault = RegistrationCheck.FaultOf("brokerName", request.BrokerName)
            ?? RegistrationCheck.FaultOf("brokerAddr", request.BrokerAddr)
            ?? RegistrationCheck.FaultOf("clusterName", request.ClusterName);
        if (fault is not null) return new(Reply.Error(ResponseCode.SystemError, fault));

        var unregistration = new Unregistration(
            new BrokerKey(request.ClusterName, request.BrokerAddr), request.BrokerName, request.BrokerId);
        return new(queue.TryAdd(unregistration) ? Reply.Ok : Reply.Ok.WithCode(ResponseCode.SystemError));
    }
}
