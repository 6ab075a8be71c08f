using Ariane.Protocol.Bodies;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Routes;

/// <summary>WIPE_WRITE_PERM_OF_BROKER: producers leave the broker. Called concurrently.</summary>
/// <remarks>Holds in this name server only, until the broker registers a changed topic table or comes back.</remarks>
internal sealed class WipeWritePermHandler(RouteTable routes) : IRequestHandler<WipeWritePermRequest>
{
    public ValueTask<Reply> HandleAsync(WipeWritePermRequest request, RequestContext context)
    {
        int touched = routes.ChangePermissions(request.BrokerName, static perm => perm & ~TopicPermission.Write);
        return new(Reply.Of(new WipeWritePermResponse(touched)));
    }
}
