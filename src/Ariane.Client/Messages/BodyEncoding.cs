namespace Ariane.Client.Messages;

/// <summary>How the bytes of a body are to be understood.</summary>
public enum BodyEncoding
{
    /// <summary>As the producer's application gave them.</summary>
    None = 0,

    /// <summary>Compressed as an LZ4 frame that could not be undone: is liblz4 installed?</summary>
    Lz4 = 1,

    /// <summary>Compressed with Zstandard, which could not be undone: is libzstd installed?</summary>
    Zstd = 2,

    /// <summary>Marked as zlib, but not readable as such: the bytes are as they were stored.</summary>
    Zlib = 3,
}
