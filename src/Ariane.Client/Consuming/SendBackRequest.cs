using Ariane.Protocol.Codes;
using Ariane.Protocol.Headers;

namespace Ariane.Client.Consuming;

/// <summary>CONSUMER_SEND_MSG_BACK: the group could not handle a message.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/ConsumerSendMsgBackRequestHeader.java. The offset is the log's.
/// </remarks>
[RemotingRequest(RequestCode.ConsumerSendMsgBack)]
internal sealed partial record SendBackRequest(
    [Field("offset")] long LogOffset,
    string Group,
    int DelayLevel,
    string? OriginMsgId = null,
    string? OriginTopic = null,
    bool UnitMode = false,
    int? MaxReconsumeTimes = null,
    [Field("bname")] string? BrokerName = null);
