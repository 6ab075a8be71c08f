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
        // Not left to the next checkpoint: after a crash the group would go on where it was to forget.
        bool isSaved = !request.CleanOffset || await offsets.CheckpointAsync().ConfigureAwait(false);
        if (groups.Remove(request.GroupName))
        {
            GroupLog.Deleted(logger, request.GroupName, peer);
            isSaved &= await groups.SaveAsync().ConfigureAwait(false);
        }

        return isSaved
            ? Reply.Ok
            : Reply.Error(
                ResponseCode.SystemError, "the group is gone but this could not be saved: see the broker's log");
    }
}
