using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>GET_ROUTEINFO_BY_TOPIC.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/header/namesrv/GetRouteInfoRequestHeader.java.</remarks>
[RemotingRequest(RequestCode.GetRouteinfoByTopic)]
public readonly partial record struct GetRouteRequest(
    string? Topic = null,
    bool AcceptStandardJsonOnly = false,
    [Field("__ZONE_MODE")] bool ZoneMode = false,
    [Field("__ZONE_NAME")] string? ZoneName = null);

/// <summary>REGISTER_BROKER.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/namesrv/RegisterBrokerRequestHeader.java. A missing
/// <see cref="EnableActingMaster"/> marks a broker older than 5.0.
/// </remarks>
[RemotingRequest(RequestCode.RegisterBroker)]
public sealed partial record RegisterBrokerRequest(
    string BrokerName,
    string BrokerAddr,
    string ClusterName,
    string HaServerAddr,
    long BrokerId,
    long? HeartbeatTimeoutMillis = null,
    bool? EnableActingMaster = null,
    bool Compressed = false,
    int BodyCrc32 = 0,
    [Field("__ZONE_NAME")] string? ZoneName = null);

/// <summary>The answer to REGISTER_BROKER; both fields are for slaves whose master is known.</summary>
[RemotingHeader]
public sealed partial record RegisterBrokerResponse(string? HaServerAddr = null, string? MasterAddr = null);

/// <summary>UNREGISTER_BROKER.</summary>
[RemotingRequest(RequestCode.UnregisterBroker)]
public sealed partial record UnregisterBrokerRequest(
    string BrokerName, string BrokerAddr, string ClusterName, long BrokerId);

/// <summary>BROKER_HEARTBEAT.</summary>
[RemotingRequest(RequestCode.BrokerHeartbeat)]
public sealed partial record BrokerHeartbeatRequest(string ClusterName, string BrokerAddr, string? BrokerName = null);

/// <summary>QUERY_DATA_VERSION: does the name server hold another version than the body's?</summary>
[RemotingRequest(RequestCode.QueryDataVersion)]
public sealed partial record QueryDataVersionRequest(
    string BrokerName, string BrokerAddr, string ClusterName, long BrokerId);

/// <summary>The answer to QUERY_DATA_VERSION.</summary>
[RemotingHeader]
public sealed partial record QueryDataVersionResponse(bool Changed);

/// <summary>GET_BROKER_CLUSTER_INFO.</summary>
[RemotingRequest(RequestCode.GetBrokerClusterInfo)]
public sealed partial record GetClusterInfoRequest;

/// <summary>GET_BROKER_MEMBER_GROUP.</summary>
[RemotingRequest(RequestCode.GetBrokerMemberGroup)]
public sealed partial record GetBrokerMemberGroupRequest(string ClusterName, string BrokerName);

/// <summary>WIPE_WRITE_PERM_OF_BROKER.</summary>
[RemotingRequest(RequestCode.WipeWritePermOfBroker)]
public sealed partial record WipeWritePermRequest(string BrokerName);

/// <summary>How many topics WIPE_WRITE_PERM_OF_BROKER touched.</summary>
[RemotingHeader]
public sealed partial record WipeWritePermResponse(int WipeTopicCount);

/// <summary>ADD_WRITE_PERM_OF_BROKER.</summary>
[RemotingRequest(RequestCode.AddWritePermOfBroker)]
public sealed partial record AddWritePermRequest(string BrokerName);

/// <summary>How many topics ADD_WRITE_PERM_OF_BROKER touched.</summary>
[RemotingHeader]
public sealed partial record AddWritePermResponse(int AddTopicCount);

/// <summary>GET_ALL_TOPIC_LIST_FROM_NAMESERVER.</summary>
[RemotingRequest(RequestCode.GetAllTopicListFromNameserver)]
public sealed partial record GetAllTopicListRequest;

/// <summary>GET_TOPICS_BY_CLUSTER.</summary>
[RemotingRequest(RequestCode.GetTopicsByCluster)]
public sealed partial record GetTopicsByClusterRequest(string Cluster);

/// <summary>GET_SYSTEM_TOPIC_LIST_FROM_NS.</summary>
[RemotingRequest(RequestCode.GetSystemTopicListFromNs)]
public sealed partial record GetSystemTopicListRequest;

/// <summary>GET_UNIT_TOPIC_LIST.</summary>
[RemotingRequest(RequestCode.GetUnitTopicList)]
public sealed partial record GetUnitTopicListRequest;

/// <summary>GET_HAS_UNIT_SUB_TOPIC_LIST.</summary>
[RemotingRequest(RequestCode.GetHasUnitSubTopicList)]
public sealed partial record GetUnitSubTopicListRequest;

/// <summary>GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST.</summary>
[RemotingRequest(RequestCode.GetHasUnitSubUnunitTopicList)]
public sealed partial record GetUnitSubNotUnitTopicListRequest;

/// <summary>REGISTER_TOPIC_IN_NAMESRV: the body's queue data is the topic's.</summary>
[RemotingRequest(RequestCode.RegisterTopicInNamesrv)]
public sealed partial record RegisterTopicRequest(string Topic);

/// <summary>DELETE_TOPIC_IN_NAMESRV; without a cluster the topic goes everywhere.</summary>
[RemotingRequest(RequestCode.DeleteTopicInNamesrv)]
public sealed partial record DeleteTopicFromNameServerRequest(string Topic, string? ClusterName = null);

/// <summary>PUT_KV_CONFIG.</summary>
[RemotingRequest(RequestCode.PutKvConfig)]
public sealed partial record PutKvConfigRequest(string? Namespace = null, string? Key = null, string? Value = null);

/// <summary>GET_KV_CONFIG.</summary>
[RemotingRequest(RequestCode.GetKvConfig)]
public sealed partial record GetKvConfigRequest(string Namespace, string Key);

/// <summary>The answer to GET_KV_CONFIG.</summary>
[RemotingHeader]
public sealed partial record GetKvConfigResponse(string? Value = null);

/// <summary>DELETE_KV_CONFIG.</summary>
[RemotingRequest(RequestCode.DeleteKvConfig)]
public sealed partial record DeleteKvConfigRequest(string Namespace, string Key);

/// <summary>GET_KVLIST_BY_NAMESPACE.</summary>
[RemotingRequest(RequestCode.GetKvlistByNamespace)]
public sealed partial record GetKvListRequest(string Namespace);

/// <summary>UPDATE_NAMESRV_CONFIG: the body is properties text.</summary>
[RemotingRequest(RequestCode.UpdateNamesrvConfig)]
public sealed partial record UpdateNameServerConfigRequest;

/// <summary>GET_NAMESRV_CONFIG.</summary>
[RemotingRequest(RequestCode.GetNamesrvConfig)]
public sealed partial record GetNameServerConfigRequest;

/// <summary>NOTIFY_MIN_BROKER_ID_CHANGE, from name server to broker.</summary>
[RemotingRequest(RequestCode.NotifyMinBrokerIdChange)]
public sealed partial record MinBrokerIdChangedRequest(
    long MinBrokerId,
    string? MinBrokerAddr = null,
    string? OfflineBrokerAddr = null,
    string? HaBrokerAddr = null);
