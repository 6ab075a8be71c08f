namespace Ariane.Remoting.Calls;

/// <summary>Why a call brought no response.</summary>
public enum RemotingFailure
{
    /// <summary>There is no connection and none could be opened; the request was not sent.</summary>
    ConnectFailed,

    /// <summary>The connection closed before the response came.</summary>
    ConnectionClosed,

    /// <summary>The response did not come in time; it is dropped should it still come.</summary>
    Timeout,

    /// <summary>The response came, and is not what the caller can read.</summary>
    MalformedResponse,

    /// <summary>Too many calls wait for their responses on this connection; the request was not sent.</summary>
    TooManyCalls,
}
