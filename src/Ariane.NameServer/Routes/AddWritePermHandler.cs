using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Routes;

/// <summary>ADD_WRITE_PERM_OF_BROKER: producers may come back to the broker. Called concurrently.</summary>
/// <remarks>
/// Every topic gets read and write exactly, whatever it had. Source: .../routeinfo/RouteInfoManager.java,
/// operateWritePermOfBroker.
/// </remarks>
internal sealed class AddWritePermHandler(RouteTable routes) : IRequestHandler<AddWritePermRequest>
{
    public ValueTask<Reply> HandleAsync(AddWritePermRequest request, RequestContext context)
    {
        int touched = routes.ChangePermissions(
            request.BrokerName, static _ => TopicPermission.Read | TopicPermission.Write);
        return new(Reply.Of(new AddWritePermResponse(touched)));
    }
}
