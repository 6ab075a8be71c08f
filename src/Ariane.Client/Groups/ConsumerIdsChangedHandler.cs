using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;

namespace Ariane.Client.Groups;

/// <summary>A broker tells that members joined or left a group. Called concurrently, from any connection.</summary>
internal sealed class ConsumerIdsChangedHandler(GroupTable groups) : IRequestHandler<ConsumerIdsChangedRequest>
{
    public ValueTask<Reply> HandleAsync(ConsumerIdsChangedRequest request, RequestContext context)
    {
        groups.FindConsumer(request.ConsumerGroup)?.MembersChanged();
        return new(Reply.Nothing);
    }
}
