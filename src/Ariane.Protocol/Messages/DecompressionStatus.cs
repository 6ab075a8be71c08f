namespace Ariane.Protocol.Messages;

/// <summary>How decompressing a body ended.</summary>
public enum DecompressionStatus
{
    /// <summary>The content is complete.</summary>
    Done,

    /// <summary>The bytes are not, or not completely, what the sysFlag says they are.</summary>
    Corrupt,

    /// <summary>The content is larger than the caller allows.</summary>
    TooLarge,

    /// <summary>
    /// The type is unknown, or the machine lacks its library (<c>liblz4.so.1</c>, <c>libzstd.so.1</c>).
    /// </summary>
    Unsupported,
}
