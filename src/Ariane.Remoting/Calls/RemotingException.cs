namespace Ariane.Remoting.Calls;

/// <summary>
/// A call brought no usable response. Whether the peer handled the request is unknown unless connecting failed.
/// </summary>
public sealed class RemotingException(RemotingFailure failure, string message, Exception? inner = null)
    : IOException(message, inner)
{
    public RemotingFailure Failure { get; } = failure;
}
