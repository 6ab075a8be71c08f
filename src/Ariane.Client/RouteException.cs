namespace Ariane.Client;

/// <summary>The client does not know where to go: no route for the topic, no queue that fits, or no master.</summary>
public sealed class RouteException : ArianeClientException
{
    internal RouteException(string message, Exception? innerException = null)
        : base(message, innerException) => Code = Protocol.Codes.ResponseCode.TopicNotExist;
}
