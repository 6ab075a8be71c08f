using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Clients;

/// <summary>UNREGISTER_CLIENT: takes the sender's connection out of the named groups. Always succeeds.</summary>
/// <remarks>Source: broker/.../broker/processor/ClientManageProcessor.java (unregisterClient).</remarks>
internal sealed class UnregisterClientHandler(ConnectedClients clients) : IRequestHandler<UnregisterClientRequest>
{
    public ValueTask<Reply> HandleAsync(UnregisterClientRequest request, RequestContext context)
    {
        if (request.ProducerGroup is { } producers) clients.LeaveProducers(producers, context.Connection);
        if (request.ConsumerGroup is { } consumers) clients.LeaveConsumers(consumers, context.Connection);
        return new(Reply.Ok);
    }
}
