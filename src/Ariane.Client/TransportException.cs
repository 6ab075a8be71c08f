using Ariane.Protocol.Codes;
using Ariane.Remoting.Calls;

namespace Ariane.Client;

/// <summary>No answer came. Unless connecting failed, whether the server acted on the request is unknown.</summary>
public sealed class TransportException : ArianeClientException
{
    internal TransportException(RemotingFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>Why there was no answer.</summary>
    public RemotingFailure Failure { get; }

    internal static TransportException From(RequestCode request, string address, RemotingException cause) =>
        new(cause.Failure, $"{request} to {address} brought no answer: {cause.Message}{Advice(cause.Failure)}", cause)
        {
            Address = address,
        };

    private static string Advice(RemotingFailure failure) => failure switch
    {
        RemotingFailure.ConnectFailed =>
            " Check that the server runs and that its registered address is reachable from here.",
        RemotingFailure.Timeout =>
            " The server may still act on it; allow more time, or look for an overloaded server.",
        _ => string.Empty,
    };
}
