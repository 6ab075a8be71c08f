using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>QUERY_CONSUMER_OFFSET: the next offset the group will read from one queue.</summary>
/// <remarks>Source: remoting/.../remoting/protocol/header/QueryConsumerOffsetRequestHeader.java.</remarks>
[RemotingRequest(RequestCode.QueryConsumerOffset)]
public sealed partial record QueryConsumerOffsetRequest(
    string ConsumerGroup, string Topic, int QueueId, bool? SetZeroIfNotFound = null);

/// <summary>UPDATE_CONSUMER_OFFSET: records how far a group has consumed one queue.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/UpdateConsumerOffsetRequestHeader.java. Queue and offset may be
/// missing on the wire: the broker answers that with a code of its own (29).
/// </remarks>
[RemotingRequest(RequestCode.UpdateConsumerOffset)]
public sealed partial record UpdateConsumerOffsetRequest(
    string ConsumerGroup, string Topic, int? QueueId = null, long? CommitOffset = null);

/// <summary>GET_MAX_OFFSET: the next offset that will be written to the queue.</summary>
[RemotingRequest(RequestCode.GetMaxOffset)]
public sealed partial record GetMaxOffsetRequest(string Topic, int QueueId, bool Committed = true);

/// <summary>GET_MIN_OFFSET: the first offset that is still stored.</summary>
[RemotingRequest(RequestCode.GetMinOffset)]
public sealed partial record GetMinOffsetRequest(string Topic, int QueueId);

/// <summary>
/// SEARCH_OFFSET_BY_TIMESTAMP; <see cref="BoundaryType"/> is <c>upper</c> in any letter case, anything else is lower.
/// </summary>
[RemotingRequest(RequestCode.SearchOffsetByTimestamp)]
public sealed partial record SearchOffsetRequest(
    string Topic, int QueueId, long Timestamp, string? BoundaryType = null);

/// <summary>GET_EARLIEST_MSG_STORETIME: when the first message that is still stored was written.</summary>
[RemotingRequest(RequestCode.GetEarliestMsgStoretime)]
public sealed partial record GetEarliestStoreTimeRequest(string Topic, int QueueId);

/// <summary>The answer to the offset queries.</summary>
[RemotingHeader]
public sealed partial record OffsetResponse(long Offset);

/// <summary>The answer to GET_EARLIEST_MSG_STORETIME: Unix milliseconds, or -1 when there is no message.</summary>
[RemotingHeader]
public sealed partial record TimestampResponse(long Timestamp);
