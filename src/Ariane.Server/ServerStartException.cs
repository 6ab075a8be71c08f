namespace Ariane.Server;

/// <summary>
/// The server cannot start where and how it was told to; the message is one sentence for the operator.
/// </summary>
public sealed class ServerStartException : Exception
{
    /// <param name="message">What happened and what to do about it.</param>
    public ServerStartException(string message)
        : base(message)
    {
    }

    /// <param name="message">What happened and what to do about it.</param>
    /// <param name="inner">What the system said.</param>
    public ServerStartException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
