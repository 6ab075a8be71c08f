using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>QUERY_MESSAGE: messages of a topic by key. Times are Unix milliseconds of storage.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/QueryMessageRequestHeader.java; the unique-key mark is an ext field
/// outside that class (MixAll.UNIQUE_MSG_QUERY_FLAG).
/// </remarks>
[RemotingRequest(RequestCode.QueryMessage)]
public sealed partial record QueryMessageRequest(
    string Topic,
    string Key,
    int MaxNum,
    long BeginTimestamp,
    long EndTimestamp,
    [Field("_UNIQUE_KEY_QUERY")] bool UniqueKey = false);

/// <summary>How far the index reaches, in every answer to QUERY_MESSAGE.</summary>
[RemotingHeader]
public sealed partial record QueryMessageResponse(
    long IndexLastUpdateTimestamp, [Field("indexLastUpdatePhyoffset")] long IndexLastUpdateLogOffset);

/// <summary>VIEW_MESSAGE_BY_ID: the message at a log offset.</summary>
[RemotingRequest(RequestCode.ViewMessageById)]
public sealed partial record ViewMessageRequest([Field("offset")] long LogOffset, string? Topic = null);
