using System.Buffers;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Remoting.Requests;
using Microsoft.Extensions.Logging;

namespace Ariane.Broker.Groups;

/// <summary>
/// UPDATE_AND_CREATE_SUBSCRIPTIONGROUP: creates a group or replaces its configuration with the body's.
/// </summary>
/// <remarks>Source: broker/.../broker/processor/AdminBrokerProcessor.java (updateAndCreateSubscriptionGroup).</remarks>
internal sealed class UpdateGroupHandler(GroupTable groups, GroupOptions options, ILogger<UpdateGroupHandler> logger)
    : IRequestHandler<UpdateGroupRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public async ValueTask<Reply> HandleAsync(UpdateGroupRequest request, RequestContext context)
    {
        if (context.Body.Length > GroupRules.MaxConfigBytes)
        {
            return Reply.Error(
                ResponseCode.SystemError,
                $"the body has {context.Body.Length} bytes; expected at most {GroupRules.MaxConfigBytes}");
        }

        byte[] body = context.Body.ToArray();
        if (!SubscriptionGroupConfig.TryParse(body, out SubscriptionGroupConfig? config, out string? error))
            return Reply.Error(ResponseCode.SystemError, $"the body is no group configuration: {error}");
        if (GroupRules.FindFault(config) is { } fault) return Reply.Error(ResponseCode.SystemError, fault);

        string peer = context.Connection.RemoteHost.ToString();
        if (!groups.TryPut(config))
        {
            return Reply.Error(
                ResponseCode.SystemError, $"this broker has {options.MaxGroups} groups and takes no more");
        }

        GroupLog.Changed(logger, config.GroupName, config.ConsumeEnable, peer);
        return await groups.SaveAsync().ConfigureAwait(false)
            ? Reply.Ok
            : Reply.Error(ResponseCode.SystemError, "the group works but could not be saved: see the broker's log");
    }
}
