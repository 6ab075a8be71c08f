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
    public ValueTask<Reply> HandleAsync(HeartbeatRequest request, RequestContext context)
    {
        if (!HeartbeatData.TryParse(context.Body.ToArray(), out HeartbeatData? heartbeat, out string? error))
            return new(Reply.Error(ResponseCode.SystemError, $"the body is no heartbeat: {error}"));

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
        topics.GetOrCreate(RetryTopics.Of(group.GroupName), Math.Max(1, group.RetryQueueNums));
        if (clients.JoinConsumers(group, client, data, heartbeat) is not { } change) return false;
        isChanged |= change.MustResend;
        return true;
    }

    private Reply TooManyGroups() => Reply.Error(
        ResponseCode.SystemError,
        $"one connection may have {options.MaxGroupsPerConnection} groups; this heartbeat would make it more");
}
