namespace Ariane.Remoting.Requests;

/// <summary>What is to be done with a <see cref="Reply"/>.</summary>
internal enum ReplyKind : byte
{
    /// <summary>It is the response.</summary>
    Ordinary,

    /// <summary>There is to be no response.</summary>
    Nothing,

    /// <summary>The response is in the output already.</summary>
    Written,

    /// <summary>A <see cref="DeferredReply"/> brings the response.</summary>
    Promised,
}
