using Ariane.Protocol.Codes;

namespace Ariane.Protocol.Headers;

/// <summary>GET_CONSUME_STATS: how far a group is in its topics.</summary>
/// <remarks>
/// Source: remoting/.../remoting/protocol/header/GetConsumeStatsRequestHeader.java. <see cref="TopicList"/> names
/// topics separated by <c>;</c> and wins over <see cref="Topic"/>; without either it is all topics of the group.
/// </remarks>
[RemotingRequest(RequestCode.GetConsumeStats)]
public sealed partial record GetConsumeStatsRequest(
    string ConsumerGroup, string? Topic = null, string? TopicList = null);
