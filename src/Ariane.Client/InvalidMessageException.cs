namespace Ariane.Client;

/// <summary>The message cannot be sent as it is; nothing was sent. Sending it again cannot succeed.</summary>
public sealed class InvalidMessageException : ArianeClientException
{
    internal InvalidMessageException(string message)
        : base(message) => Code = Protocol.Codes.ResponseCode.MessageIllegal;
}
