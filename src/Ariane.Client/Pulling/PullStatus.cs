namespace Ariane.Client.Pulling;

/// <summary>How a pull ended.</summary>
public enum PullStatus
{
    /// <summary>There are messages.</summary>
    Found,

    /// <summary>There is no message at or after the offset, even after waiting.</summary>
    NoNewMessage,

    /// <summary>There are messages, but none that the filter accepts; go on at the next offset.</summary>
    NoMatchedMessage,

    /// <summary>The offset is outside what is stored; go on at the next offset, which is inside.</summary>
    OffsetIllegal,
}
