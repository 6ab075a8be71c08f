using Ariane.Protocol.Bodies;
using Ariane.Protocol.Codes;
using Ariane.Remoting.Requests;

namespace Ariane.NameServer.Topics;

/// <summary>Answers of the requests that list topics, which an operator can switch off.</summary>
internal static class TopicListReply
{
    /// <summary>What a switched-off list answers; tools show the text.</summary>
    public static Reply Disabled => Reply.Error(ResponseCode.SystemError, "disable");

    public static Reply Of(TopicList topics) => Reply.Ok.WithBody(EncodedBody.Of(topics));
}
