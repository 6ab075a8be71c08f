using Ariane.Broker.Offsets;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Groups;

/// <summary>
/// DELETE_SUBSCRIPTIONGROUP: forgets a group, and if asked to also how far it consumed. Unknown groups succeed.
/// </summary>
internal sealed class DeleteGroupHandler(GroupTable groups, ConsumerOffsets offsets, ILogger<DeleteGroupHandler> logger)
    : IRequestHandler<DeleteGroupRequest>
{
    public async ValueTask<Reply> HandleAsync(DeleteGroupRequest request, RequestContext context)
    {
        string peer = context.Connection.RemoteHost.ToString();
        if (request.CleanOffset) offsets.RemoveGroup(request.GroupName);
        if (!groups.Remove(request.GroupName)) return Reply.Ok;

        GroupLog.Deleted(logger, request.GroupName, peer);
        return await groups.SaveAsync().ConfigureAwait(false)
            ? Reply.Ok
            : Reply.Error(
                ResponseCode.SystemError, "the group is gone but this could not be saved: see the broker's log");
    }
}
