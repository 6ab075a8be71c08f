using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>PULL_MESSAGE, and with the same fields LITE_PULL_MESSAGE.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/header/PullMessageRequestHeader.java.</remarks>
[RemotingRequest(RequestCode.PullMessage)]
public readonly partial record struct PullMessageRequest(
    string ConsumerGroup,
    string Topic,
    int QueueId,
    long QueueOffset,
    int MaxMsgNums,
    int SysFlag,
    long CommitOffset = 0,
    long SuspendTimeoutMillis = 0,
    string? Subscription = null,
    long SubVersion = 0,
    string? ExpressionType = null,
    int? MaxMsgBytes = null,
    int? RequestSource = null,
    [Field("proxyFrowardClientId")] string? ProxyForwardClientId = null,
    [Field("bname")] string? BrokerName = null);

/// <summary>
/// The answer to a pull with code 0, 19, 20 or 21; refusals carry at most <see cref="ForbiddenType"/>.
/// </summary>
/// <remarks>Source: remoting/.../remoting/protocol/header/PullMessageResponseHeader.java.</remarks>
[RemotingHeader]
public readonly partial record struct PullMessageResponse(
    long? SuggestWhichBrokerId = null,
    long? NextBeginOffset = null,
    long? MinOffset = null,
    long? MaxOffset = null,
    long? OffsetDelta = null,
    int? TopicSysFlag = null,
    int? GroupSysFlag = null,
    int? ForbiddenType = null);
