using Ariane.Protocol.Codes;

namespace Ariane.Client;

/// <summary>
/// Base of everything the client throws for a reason other than a wrong argument, cancellation or disposal. The message
/// says what happened, what was expected and what to do.
/// </summary>
/// <remarks>
/// The three kinds of failure are separate types: <see cref="BrokerException"/> when a server refused,
/// <see cref="TransportException"/> when no answer came, and <see cref="RouteException"/> or
/// <see cref="InvalidMessageException"/> when the client itself could not go on.
/// </remarks>
public class ArianeClientException : Exception
{
    /// <summary>Makes an exception without a server's answer.</summary>
    public ArianeClientException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The response code that fits the failure; null when no server was involved and none fits.</summary>
    public ResponseCode? Code { get; init; }

    /// <summary>What the server said about it, word for word; null when none answered.</summary>
    public string? Remark { get; init; }

    /// <summary>The address of the server concerned; null when there is none.</summary>
    public string? Address { get; init; }
}
