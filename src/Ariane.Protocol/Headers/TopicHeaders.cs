using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>UPDATE_AND_CREATE_TOPIC.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/CreateTopicRequestHeader.java. <see cref="Attributes"/> is
/// <c>+key=value,-key</c>.
/// </remarks>
[RemotingRequest(RequestCode.UpdateAndCreateTopic)]
public sealed partial record CreateTopicRequest(
    string? Topic,
    string? DefaultTopic,
    int ReadQueueNums,
    int WriteQueueNums,
    int Perm,
    string? TopicFilterType = null,
    int? TopicSysFlag = null,
    bool Order = false,
    string? Attributes = null,
    bool? Force = null);

/// <summary>DELETE_TOPIC_IN_BROKER.</summary>
[RemotingRequest(RequestCode.DeleteTopicInBroker)]
public sealed partial record DeleteTopicRequest(string? Topic = null);

/// <summary>GET_ALL_TOPIC_CONFIG.</summary>
[RemotingRequest(RequestCode.GetAllTopicConfig)]
public sealed partial record GetAllTopicConfigRequest;

/// <summary>GET_TOPIC_CONFIG: the stored configuration of one topic.</summary>
[RemotingRequest(RequestCode.GetTopicConfig)]
public sealed partial record GetTopicConfigRequest(string Topic, bool? Lo = null);

/// <summary>UPDATE_AND_CREATE_SUBSCRIPTIONGROUP: the body is the group's configuration.</summary>
[RemotingRequest(RequestCode.UpdateAndCreateSubscriptiongroup)]
public sealed partial record UpdateGroupRequest;

/// <summary>GET_ALL_SUBSCRIPTIONGROUP_CONFIG.</summary>
[RemotingRequest(RequestCode.GetAllSubscriptiongroupConfig)]
public sealed partial record GetAllGroupConfigRequest;

/// <summary>GET_SUBSCRIPTIONGROUP_CONFIG: the stored configuration of one group.</summary>
[RemotingRequest(RequestCode.GetSubscriptiongroupConfig)]
public sealed partial record GetGroupConfigRequest(string Group);

/// <summary>DELETE_SUBSCRIPTIONGROUP; <see cref="CleanOffset"/> also forgets the group's offsets.</summary>
[RemotingRequest(RequestCode.DeleteSubscriptiongroup)]
public sealed partial record DeleteGroupRequest(string GroupName, bool CleanOffset = false);
