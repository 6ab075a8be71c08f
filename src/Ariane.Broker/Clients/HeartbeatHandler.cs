using System.Buffers;
using Ariane.Broker.Groups;
using Ariane.Broker.Topics;
using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;
using Ariane.Protocol.Messages;
using Ariane.Remoting.Requests;

namespace Ariane.Broker.Clients;

/// <summary>
/// HEART_BEAT: enters the sender into its groups, and keeps it there. Called concurrently, from any connection.
/// </summary>
/// <remarks>
/// When it is answered the sender is in its groups: it asks for their members next, and takes no queue if it is not
/// among them.
/// Source: broker/.../broker/processor/ClientManageProcessor.java (heartBeat).
/// </remarks>
internal sealed class HeartbeatHandler(
    GroupTable groups, TopicTable topics, ConnectedClients clients, ClientOptions options)
    : IRequestHandler<HeartbeatRequest>
{
    /// <inheritdoc/>
    public int QuickBodyBytes => QuickBody.JsonBytes;

    public ValueTask<Reply> HandleAsync(HeartbeatRequest request, RequestContext context)
    {
        if (!HeartbeatData.TryParse(context.Body.ToArray(), out HeartbeatData? heartbeat, out string? error))
            return new(Reply.Error(ResponseCode.SystemError, $"the body is no heartbeat: {error}"));

        if (FindFault(heartbeat) is { } fault) return new(Reply.Error(ResponseCode.SystemError, fault));

        var client = new ClientIdentity(context.Connection, heartbeat.ClientId, context.Language, context.Version);
        bool isChanged = heartbeat.Fingerprint == 0;
        foreach (ConsumerData data in heartbeat.Consumers)
        {
            if (!TryJoinConsumers(client, data, heartbeat, ref isChanged)) return new(TooManyGroups());
        }

        foreach (ProducerData data in heartbeat.Producers)
        {
            if (!clients.TryJoinProducers(data.GroupName, client)) return new(TooManyGroups());
        }

        return new(context.Write(
            ResponseCode.Success, new HeartbeatResponse(SupportsVersion2: true, SubscriptionChanged: isChanged)));
    }

    private bool TryJoinConsumers(ClientIdentity client, ConsumerData data, HeartbeatData heartbeat, ref bool isChanged)
    {
        // Groups that do not exist and may not come into being are passed over, as upstream: pulls then say why.
        if (!groups.TryGetOrCreate(data.GroupName, out SubscriptionGroupConfig? group)) return true;

        // Before the client is in: it looks the route of its retry topic up as soon as this is answered.
        int retryQueues = Math.Clamp(group.RetryQueueNums, 1, GroupRules.MaxRetryQueues);
        topics.GetOrCreate(RetryTopics.Of(group.GroupName), retryQueues);
        if (clients.JoinConsumers(group, client, data, heartbeat) is not { } change) return false;
        isChanged |= change.MustResend;
        return true;
    }

    // The names of consumer groups are checked where groups come into being.
    private static string? FindFault(HeartbeatData heartbeat)
    {
        if (GroupRules.FindLongName("clientID", heartbeat.ClientId) is { } fault) return fault;
        foreach (ProducerData data in heartbeat.Producers)
        {
            if (GroupRules.FindLongName("producer group", data.GroupName) is { } found) return found;
        }

        return null;
    }

    private Reply TooManyGroups() => Reply.Error(
        ResponseCode.SystemError,
        $"one connection may have {options.MaxGroupsPerConnection} groups and subscriptions of "
        + $"{options.MaxCharactersPerConnection} characters; this heartbeat would make it more");
}
