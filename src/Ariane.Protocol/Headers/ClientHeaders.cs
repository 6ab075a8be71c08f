using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>HEART_BEAT: announces a client's groups; the body says which.</summary>
[RemotingRequest(RequestCode.HeartBeat)]
public sealed partial record HeartbeatRequest;

/// <summary>The answer to HEART_BEAT; brokers before 5.0 send neither field.</summary>
/// <remarks>Source: broker/.../broker/processor/ClientManageProcessor.java; the names are MixAll's constants.</remarks>
[RemotingHeader]
public sealed partial record HeartbeatResponse(
    [Field("IS_SUPPORT_HEART_BEAT_V2")] bool SupportsVersion2 = false,
    [Field("IS_SUB_CHANGE")] bool SubscriptionChanged = false);

/// <summary>UNREGISTER_CLIENT: the client leaves the named groups.</summary>
[RemotingRequest(RequestCode.UnregisterClient)]
public sealed partial record UnregisterClientRequest(
    [Field("clientID")] string ClientId, string? ProducerGroup = null, string? ConsumerGroup = null);

/// <summary>CHECK_CLIENT_CONFIG: asks whether a subscription can be served; the body holds it.</summary>
[RemotingRequest(RequestCode.CheckClientConfig)]
public sealed partial record CheckClientConfigRequest;

/// <summary>GET_CONSUMER_LIST_BY_GROUP: the client ids of a group that are connected to this broker.</summary>
[RemotingRequest(RequestCode.GetConsumerListByGroup)]
public sealed partial record GetConsumerListRequest(string ConsumerGroup);

/// <summary>NOTIFY_CONSUMER_IDS_CHANGED, from broker to client: the members of the group changed.</summary>
[RemotingRequest(RequestCode.NotifyConsumerIdsChanged)]
public sealed partial record ConsumerIdsChangedRequest(string ConsumerGroup);

/// <summary>LOCK_BATCH_MQ: takes or renews the locks of the queues in the body.</summary>
[RemotingRequest(RequestCode.LockBatchMq)]
public sealed partial record LockQueuesRequest;

/// <summary>UNLOCK_BATCH_MQ: gives up the locks of the queues in the body.</summary>
[RemotingRequest(RequestCode.UnlockBatchMq)]
public sealed partial record UnlockQueuesRequest;
